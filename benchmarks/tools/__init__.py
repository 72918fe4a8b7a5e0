"""One chain, said in several tools: each from the same tables to the solver, and back to tables with labels."""
