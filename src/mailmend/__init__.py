"""mailmend: bounced mail in, delivered mail out."""
