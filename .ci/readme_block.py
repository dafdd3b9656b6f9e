"""Print the first code block of README.md in which all the words stand: readme_block.py WORD …"""

import re
import sys
from pathlib import Path

readme = Path(__file__).parents[1] / 'README.md'
for block in re.findall('^```.*\n((?:.*\n)*?)```', readme.read_text('utf-8'), re.MULTILINE):
    if all(word in block for word in sys.argv[1:]):
        print(block, end='')
        break
else:
    sys.exit(f'README.md has no code block with: {sys.argv[1:]}')
