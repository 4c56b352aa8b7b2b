"""``hwb-mailbot`` and ``python -m hwb_mailbot``.

The children that read mails import the script that started them anew, so nothing is imported here before the call.
"""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from hwb_mailbot.cli import main as run

    run()


if __name__ == "__main__":
    main()
