"""The support team's queue in the browser: what waits for a person, everything needed to decide, and deciding it.

``server`` runs it in the service's own event loop; ``application`` puts the pages together; ``doors`` and ``guard`` say
who may pass; ``people``, ``passwords`` and ``sessions`` who somebody is; ``audit`` keeps who saw and did what;
``pages/`` has one module a kind of page. Pages decide nothing: they show what the records hold, and build events that
casework decides on. They work without JavaScript; no script runs at all.
"""
