"""(3f) What the mail is as a whole: its kind, its language, the answer it gives, and what turns against it.

``kinds`` says what it is, ``answer_given`` what it answers and who signs it, ``remarks`` and ``held_halves`` whether a
person must look. In doubt a mail is an enquiry and an answer unclear.
"""
