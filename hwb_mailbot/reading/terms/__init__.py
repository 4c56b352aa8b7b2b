"""The field's own terms as people write them: identifiers, dates, names of people and schools, labels.

Each module finds one kind of term in a text, in English and Welsh, mutated or not, and says where it stood. No module
here knows what a mail is about. Nothing here fails.
"""
