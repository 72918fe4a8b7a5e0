"""Arithmetic in exact fractions, where rounding would decide by luck."""
