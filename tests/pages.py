"""What the pages say: their code blocks, their edits, and the numbers that they claim."""

import re

import numpy as np
from running import REPOSITORY

# A number as a page writes it.
NUMBER = r'[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?:e-\d+)?%?'


def page(name):
    """The text of a page, by its path in the repository."""
    return (REPOSITORY / name).read_text('utf-8')


def code_blocks(text, language):
    """The code blocks of a page that name this language, without their fences."""
    return re.findall(rf'^```{language}\n(.*?)^```$', text, re.DOTALL | re.MULTILINE)


def halves():
    """README.md in English, and in Chinese."""
    _, english, chinese = re.split('^## (?:English|中文)$', page('README.md'), flags=re.MULTILINE)
    return english, chinese


def english_half():
    return halves()[0]


def edits_of_readme():
    """The edits that README.md offers: from the cell of each row to its pairs (old, new)."""
    cells = re.findall('^[|] (`.+? → .+?) [|]', english_half(), re.MULTILINE)
    return {cell: re.findall('`([^`]+)` → `([^`]+)`', cell) for cell in cells}


def value_of(number):
    """The value of a number as a page writes it. Per cent are fractions."""
    number = number.replace(',', '')
    if number.endswith('%'):
        return float(number[:-1]) / 100
    return float(number)


def check_claim(name, sentence, measured, tolerance):
    """Hold the numbers that a page claims in a sentence against what was measured.

    The sentence has `{}` in place of each number, or `{<}` where the number is an upper limit for
    what was measured. Each number must be what was measured, to within its tolerance.
    """
    pattern = re.escape(sentence)
    pattern = pattern.replace(r'\{\}', f'({NUMBER})').replace(r'\{<\}', f'({NUMBER})')
    found = re.search(pattern, page(name))
    assert found, f'{name} does not say: {sentence}'
    print(f'\n{found[0]}\n  measured:', *(f'{value:.4g}' for value in measured), flush=True)
    claimed = [value_of(number) for number in found.groups()]
    np.testing.assert_array_less(abs(np.subtract(claimed, measured)), np.add(tolerance, 1e-12))
    kinds = re.findall(r'\{<?\}', sentence)
    for kind, limit, value in zip(kinds, claimed, measured, strict=True):
        if kind == '{<}':
            assert value <= limit
