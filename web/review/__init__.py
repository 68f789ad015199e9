"""What is doubtful in an imported corpus, and what did a reviewer decide?

The one room where POST writes, there only where a desk is given; what it writes are choices, and what a new
import makes of them.
"""

__all__: list[str] = []
