"""README.md: what it offers to do can be done, and both languages tell the same figures."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from conftest import FIGURE, SCRIPT, TEXT, WAS, check_told, no_training, run_program


def readme():
    return SCRIPT.with_name('README.md').read_text('utf-8')


def blocks(kind):
    return re.findall(rf'^```{kind}\n(.*?)^```$', readme(), re.DOTALL | re.MULTILINE)


def edits():
    """The cells of the table of edits, each with its pairs (old, new) of `old` → `new`."""
    cells = re.findall('^[|] (`.+? → .+?) [|]', readme(), re.MULTILINE)
    return [(cell, re.findall('`([^`]+)` → `([^`]+)`', cell)) for cell in cells]


def test_its_diff_leads_from_what_the_script_marks_to_what_it_has():
    statements = [line.split('  #')[0].strip() for line in TEXT.splitlines()]
    (diff,) = blocks('diff')
    removed = re.findall('^- *(.+)$', diff, re.MULTILINE)
    added = re.findall('^[+] *(.+)$', diff, re.MULTILINE)
    assert len(removed) == len(added) == 4
    assert set(added) <= set(statements)
    assert {re.sub(r'^\w+ = ', '', statement) for statement in removed} <= set(WAS.findall(TEXT))


def test_its_formulas_compute_what_the_models_return_and_what_the_columns_add(default_run):
    program, logits = default_run.program, []

    def softmax(z):
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    def sigmoid(z):
        logits[:] = z[:, 0]
        return 1 / (1 + np.exp(-z))

    x = program.inputs_1[:50]  # of both labels, as the sigmoid of label 1 is saturated
    names = {'inputs': x, 'softmax': softmax, 'sigmoid': sigmoid}
    names |= dict(zip('VaWbuc', program.m.get_weights(), strict=True))
    (formulas,) = [block for block in blocks('text') if 'softmax' in block]
    exec(formulas, names)
    shown = program.attention_vec_model.predict([x], verbose=0)
    np.testing.assert_allclose(names['attention_probs'], shown, rtol=1e-3)
    predicted = program.m.predict([x], verbose=0)
    np.testing.assert_allclose(names['output'], predicted, rtol=1e-3)
    assert names['contributions'].shape == x.shape
    added = names['contributions'].sum(axis=1) + names['constant']
    np.testing.assert_allclose(added, logits, rtol=1e-3, atol=1e-3)


def test_each_edit_that_it_offers_runs_and_changes_what_one_sees(untrained_run):
    def seen(run):
        return run.bars, [weights.shape for weights in run.program.m.get_weights()]

    assert len(edits()) > 3
    for _, pairs in edits():
        run = run_program(*pairs, patches={'keras.Model.fit': no_training})
        assert seen(run) != seen(untrained_run)


@pytest.mark.slow
def test_each_edit_charts_the_bar_that_its_row_tells():
    for cell, pairs in edits():
        run = run_program(*pairs)
        program = run.program
        (column,) = (program.testing_inputs_1 == program.testing_outputs).all(axis=0).nonzero()
        check_told(f'| {cell} | {{}} |', [run.bars[column.item()]], 0.05)


def chart_of_the_cell(program):
    """Execute the README's cell after the program, and return its chart and its variables."""
    (cell,) = blocks('python')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, 'show', lambda: None)
        exec(cell, variables := {**vars(program)})
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
    check_told('labels 0 and 1 stand at {} and {}, elsewhere below {}', told, 0.02)
    plt.savefig(SCRIPT.with_name('figures') / 'attention_by_label.png')


def test_both_halves_tell_the_same_figures():
    prose = re.sub('`.+?`|,', '', readme())
    english, chinese = prose.split('\n## English\n')[1].split('\n## 中文\n')

    def figures(text):
        return re.findall(FIGURE, text)

    def tables(half):
        return figures('\n'.join(re.findall('^[|].*', half, re.MULTILINE)))

    assert sorted(figures(english)) == sorted(figures(chinese)) != []
    assert tables(english) == tables(chinese) != []


@pytest.mark.parametrize('page', ['README.md', 'tests/old_lines.md'])
def test_the_pictures_and_links_of_a_page_are_there(page):
    text = (page := SCRIPT.parent / page).read_text('utf-8')
    links = re.findall(r'src="(.+?)"|\]\((?!https:)(.+?)\)', text)
    assert len(links) > 3
    headings = re.findall('^#+ (.+)$', text, re.MULTILINE)
    anchors = {'#' + re.sub(r'[^\w -]', '', text.lower()).replace(' ', '-') for text in headings}
    for source, link in links:
        assert link in anchors or (page.parent / (source or link)).is_file()
