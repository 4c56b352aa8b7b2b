"""Consolidates the Hwb accounts of staff who change school, by e-mail.

The way of a mail:

1. ``post.listener``   the SMTP/LMTP door; ``post.spool`` keeps the raw bytes: 250 only once they are durable
2. ``intake``          one spooled mail: have it read and verified, make it an event, hand it to casework
3. ``reading``         bytes -> what the mail says, with the evidence (pure, in a killable child process)
4. ``trust``           bytes, envelope, DNS answers -> whether From is vouched for (pure)
5. ``casework``        gather -> ``domain.deciding`` (the one place that decides) -> render -> commit -> effects
6. ``letters``         a decision's letters, in Welsh and English, as exact bytes
7. ``post.outbox``     sends due letters by ``post.courier`` and records every outcome

Beside it: ``directory`` (accounts, schools, runs, merges), ``records`` (what is remembered), ``timers`` (what is due),
``commands`` and ``control`` (what can be asked of a store), ``cli`` and ``web`` (for people), ``service`` (builds all).

``docs/flow.md`` walks one mail through these rooms; ``docs/architecture.md`` says which may know which.
"""
