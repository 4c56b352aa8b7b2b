"""Who sent a mail: the one address in From, and whether its domain vouches for it.

Pure: ``verdict.verdict(bytes, envelope, policy, answers)`` yields a ``Verdict``, or the DNS questions it
still has; the resolver at the edge answers them and asks again, so a verdict can be replayed from the
answers kept. ``address`` reads From, ``relay`` the results of a relay that we trust; ``spf``, ``dkim`` and
``dmarc`` check for ourselves; ``tokens`` makes references and call-back tokens. Whatever is doubtful is
never a pass.
"""
