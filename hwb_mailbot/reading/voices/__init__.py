"""(3b) Whose words each line is: the sender's own, a quote, a forwarded mail, a form of ours, a signature, a machine's.

``body`` chooses what is read, ``quoting`` parts the voices at ``boundaries``, ``own_letters`` knows our letters again,
and ``divide`` puts all of it together as ``Material``. Nothing here fails: a line nobody is known for is the sender's.
"""
