"""Games against published figures, a second library, brute force and the axioms that name their rules."""
