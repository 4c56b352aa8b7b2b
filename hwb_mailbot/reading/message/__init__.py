"""(3a) A mail's bytes to marked lines: header fields, parts, character sets, HTML, attachments.

``mime`` cuts the bytes into parts, ``html`` and ``plain`` make lines of them, and ``material`` is what all the other
rooms of the reader work on. Linear and with limits; whatever cannot be read is named as a defect, and nothing raises.
"""
