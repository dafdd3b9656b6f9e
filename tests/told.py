"""The numbers that a page tells, and how they are held against what was measured."""

import re

import numpy as np
from program import SCRIPT

NUMBER = r'[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?:e-\d+)?%?'  # as a page writes it


def check_told(sentence, measured, tolerance):
    """Where the sentence has `{}`, README.md tells a number, and each must be what was measured, to
    within its tolerance. Per cent are fractions. What it tells as a limit holds."""
    text = SCRIPT.with_name('README.md').read_text('utf-8')
    found = re.search(re.escape(sentence).replace(r'\{\}', f'({NUMBER})'), text)
    assert found, f'README.md does not say: {sentence}'
    told = [number.replace(',', '') for number in found.groups()]
    told = [float(number.strip('%')) / (100 if '%' in number else 1) for number in told]
    print(f'\n{found[0]}\n  measured:', *(f'{value:.4g}' for value in measured), flush=True)
    assert len(told) == len(measured)
    assert (abs(np.subtract(told, measured)) <= tolerance).all()
    assert [*measured][-1] <= told[-1] or not re.search(r'(below|at most|more than) \{\}', sentence)
