"""The numbers that a page tells, and how they are held against what was measured."""

import re

import numpy as np
from program import SCRIPT

NUMBER = r'[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?:e-\d+)?%?'  # as a page writes it


def numbers(text):
    return re.findall(NUMBER, text)


def check_told(sentence, measured, tolerance, page='README.md'):
    """Where the sentence has `{}`, the page tells a number, and each must be what was measured, to
    within its tolerance. Per cent are fractions."""
    text = (SCRIPT.parent / page).read_text('utf-8')
    found = re.search(re.escape(sentence).replace(r'\{\}', f'({NUMBER})'), text)
    assert found, f'{page} does not say: {sentence}'
    told = [number.replace(',', '') for number in found.groups()]
    told = [float(number.strip('%')) / (100 if '%' in number else 1) for number in told]
    print(f'\n{found[0]}\n  measured:', *(f'{value:.4g}' for value in measured), flush=True)
    assert (abs(np.subtract(told, measured)) <= tolerance).all()
