"""What is done with surveys: drafting, sending and ending them, answering."""
