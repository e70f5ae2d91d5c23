"""The registers (台账): what each says in its columns, its list, its sheets in and out."""
