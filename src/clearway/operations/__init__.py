"""One function for each thing a person does, and the worker that plans when the journal knows more."""
