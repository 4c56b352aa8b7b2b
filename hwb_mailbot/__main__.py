"""``hwb-mailbot`` and ``python -m hwb_mailbot``."""

from hwb_mailbot.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
