"""An invented company to try everything with: its people, its customers, a fortnight of its calls, and files to import.

The fortnight is played through the services, one instant after the other, so what it leaves behind is what real days
would have left. Nobody in it exists; numbers are from the block 138 0013 0000 to 9999.
"""
