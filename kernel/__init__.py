"""The shared kernel: what several services understand alike, declared once. It knows no service."""
