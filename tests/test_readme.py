"""README.md: what it offers to do can be done, and both languages tell the same."""

import re
from functools import partial
from itertools import zip_longest

import matplotlib.pyplot as plt
import numpy as np
import pytest
from program import SCRIPT, TEXT, WAS, no_training, run_program
from scipy.special import expit, softmax
from told import NUMBER, check_told


README = SCRIPT.with_name('README.md').read_text('utf-8')
ENGLISH, CHINESE = re.split('\n## (?:English|中文)\n', README)[1:]
# The cells of the table of edits, and the pairs (old, new) of each.
CELLS = re.findall('^[|] (`.+? → .+?) [|]', ENGLISH, re.MULTILINE)
EDITS = {cell: re.findall('`([^`]+)` → `([^`]+)`', cell) for cell in CELLS}


def blocks(kind):
    return re.findall(rf'^```{kind}\n(.*?)^```$', ENGLISH, re.DOTALL | re.MULTILINE)


def what_is_not_translated(line):
    """What a line has in both languages: its mark, its code, the pages it leads to, its numbers."""
    mark = re.match(r'(#+ |[|]|[*](?![*])|\d[.] |<\w+)?', line)[0]
    code = re.findall('`.+?`', line)
    pages = re.findall(r'(?:src="|\]\()([^#)"]+)', line)
    return mark, sorted(code), pages, sorted(re.findall(NUMBER, re.sub('`.+?`|,', '', line)))


def test_line_by_line_both_halves_have_the_same_code_pictures_links_and_numbers():
    halves = ENGLISH.splitlines(), CHINESE.splitlines()
    for line, other in zip_longest(*halves, fillvalue='nothing'):
        both = [line, other]
        if re.search('[一-鿿]', other):  # else it is code, or an empty line
            both = [what_is_not_translated(line), what_is_not_translated(other)]
        assert both[0] == both[1], f'the halves part here:\n{line}\n{other}'


def test_its_diff_leads_from_what_the_script_marks_to_what_it_has():
    statements = [line.split('  #')[0].strip() for line in TEXT.splitlines()]
    (diff,) = blocks('diff')
    removed = re.findall('^- *(.+)$', diff, re.MULTILINE)
    added = re.findall('^[+] *(.+)$', diff, re.MULTILINE)
    assert len(removed) == len(added) == 4
    assert set(added) <= set(statements)
    assert {re.sub(r'^\w+ = ', '', statement) for statement in removed} <= set(WAS.findall(TEXT))


def test_its_formulas_compute_the_bars_what_both_models_return_and_what_columns_add(default_run):
    program = default_run.program
    # Of both labels, as the sigmoid of label 1 is saturated.
    x = np.concatenate([program.testing_inputs_1, program.inputs_1[:50]])
    names = {'inputs': x, 'softmax': partial(softmax, axis=1), 'sigmoid': expit}
    names |= dict(zip('VaWbuc', program.m.get_weights(), strict=True))
    (formulas,) = [block for block in blocks('text') if 'softmax' in block]
    exec(formulas, names)
    shown = program.attention_vec_model.predict([x], verbose=0)
    np.testing.assert_allclose(names['attention_probs'], shown, rtol=1e-3)
    predicted = program.m.predict([x], verbose=0)
    np.testing.assert_allclose(names['output'], predicted, rtol=1e-3)
    np.testing.assert_allclose(default_run.bars, shown[0], rtol=1e-5)
    assert shown.dtype == predicted.dtype == np.float32
    assert names['contributions'].shape == x.shape
    added = names['contributions'].sum(axis=1) + names['constant']
    np.testing.assert_allclose(expit(added[:, None]), predicted, rtol=1e-3)


def test_each_edit_that_it_offers_runs_and_changes_the_bars_or_the_shapes(untrained_run):
    def seen(run):
        return run.bars, [weights.shape for weights in run.program.m.get_weights()]

    assert len(EDITS) > 3
    for pairs in EDITS.values():
        run = run_program(*pairs, patches={'keras.Model.fit': no_training})
        assert seen(run) != seen(untrained_run)


@pytest.mark.slow
def test_each_edit_charts_the_bar_that_its_row_tells():
    for cell, pairs in EDITS.items():
        run = run_program(*pairs)
        program = run.program
        (column,) = (program.testing_inputs_1 == program.testing_outputs).all(axis=0).nonzero()
        check_told(f'| {cell} | {{}} |', [run.bars[column.item()]], 0.05)


def chart_of_the_cell(program):
    """Execute the README's cell after the program, and return its chart and its variables."""
    (cell,) = blocks('python')
    variables = {**vars(program)}
    exec(cell.replace('plt.show()', ''), variables)
    return plt.gca(), variables


def test_its_cell_charts_the_mean_attention_by_label(untrained_run):
    chart, variables = chart_of_the_cell(untrained_run.program)
    x, y = variables['x'], variables['y'][:, 0]
    assert len(x) == 2000
    attention = untrained_run.program.attention_vec_model.predict([x], verbose=0)
    for label, bars in enumerate(chart.containers):
        mean = attention[y == label].mean(axis=0)
        np.testing.assert_allclose([bar.get_height() for bar in bars], mean, rtol=1e-5)
    assert (chart.get_xlabel(), chart.get_ylabel()) == ('column', 'mean attention weight')


@pytest.mark.slow
def test_the_picture_of_its_cell_has_the_bars_that_it_tells():
    chart, _ = chart_of_the_cell(run_program().program)
    bars = np.array([[bar.get_height() for bar in label] for label in chart.containers])
    told = [*bars[:, 1], np.delete(bars, 1, axis=1).max()]
    check_told('labels 0 and 1 stand at {} and {}, elsewhere below {}', told, [0.02, 0.02, 0.01])
    plt.savefig(SCRIPT.with_name('figures') / 'attention_by_label.png')


@pytest.mark.parametrize('name', ['README.md', 'tests/old_lines.md'])
def test_the_pictures_and_links_of_a_page_are_there(name):
    page = SCRIPT.parent / name
    text = page.read_text('utf-8')
    links = re.findall(r'src="(.+?)"|\]\((?!https:)(.+?)\)', text)
    assert len(links) > 3
    headings = re.findall('^#+ (.+)$', text, re.MULTILINE)
    anchors = {'#' + re.sub(r'[^\w -]', '', text.lower()).replace(' ', '-') for text in headings}
    for source, link in links:
        assert link in anchors or (page.parent / (source or link)).is_file()
