"""How strong the evals and unit tests are: machine-made faults, and which of them each notices (docs/strength.md)."""
