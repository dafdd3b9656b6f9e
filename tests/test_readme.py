"""README.md: what it offers to do can be done, and both languages tell the same figures."""

import re
import traceback

import matplotlib.pyplot as plt
import numpy as np
import pytest
from conftest import FIGURE, SCRIPT, TEXT, WAS, check_told, no_training, run_program

# The names that the old lines and today's use, as the programs have them in which they stand.
NAMES = """
import keras
import numpy as np
from keras import backend as K
from keras.layers import *
from keras.models import *
from keras.optimizers import Adam

a, c = Input((32,)), Input((20, 2))
b = Dense(32)(a)
m1, m2 = Model(inputs=a, outputs=b), Model(inputs=c, outputs=LSTM(32)(c))
model = Model(inputs=a, outputs=Dense(1, activation='sigmoid')(b))
model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
x, y = np.zeros((4, 32)), np.ones((4, 1))
history = model.fit(x, y)
inp, inputs, outputs = model.input, x, [layer.output for layer in model.layers]
"""


def readme():
    return SCRIPT.with_name('README.md').read_text('utf-8')


def blocks(kind):
    return re.findall(rf'^```{kind}\n(.*?)^```$', readme(), re.DOTALL | re.MULTILINE)


def rows(heading):
    """The cells of the rows of the table whose heading begins so."""
    lines = readme().split(f'\n| {heading}')[1].split('\n\n')[0].splitlines()[2:]
    return [line.strip('| ').split(' | ') for line in lines]


def codes(cell):
    return re.findall('`(.+?)`', cell)


@pytest.fixture(scope='module')
def failure():
    """The function failure(cell), which runs the code of a cell and returns its error, or None."""
    exec(NAMES, names := {})

    def failure(cell):
        try:
            exec('\n'.join(codes(cell)), names.copy())
        except Exception as error:
            return error

    return failure


def test_each_old_line_fails_for_its_own_reason_and_todays_line_runs(failure):
    for old, today, messages in rows('Old line'):
        assert failure(today) is None
        error = failure(old)
        assert error is not None
        assert not isinstance(error, SyntaxError)
        if isinstance(error, NameError):  # the name must be one that Keras has lost
            assert str(error) in codes(messages)


@pytest.mark.slow
def test_each_old_line_fails_with_a_message_that_its_row_names(failure):
    for old, _, messages in rows('Old line'):
        (text,) = traceback.format_exception_only(failure(old))
        print(text)
        assert any(message in text for message in codes(messages))


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


def edits(cell):
    """The pairs (old, new) that a cell has as `old` → `new`."""
    return re.findall('`([^`]+)` → `([^`]+)`', cell)


def test_each_edit_that_it_offers_runs_and_changes_what_one_sees(untrained_run):
    def seen(run):
        return run.bars, [weights.shape for weights in run.program.m.get_weights()]

    for cell, *_ in rows('Edit'):
        run = run_program(*edits(cell), patches={'keras.Model.fit': no_training})
        assert seen(run) != seen(untrained_run)


@pytest.mark.slow
def test_each_edit_charts_the_bar_that_its_row_tells():
    for cell, *_ in rows('Edit'):
        run = run_program(*edits(cell))
        program = run.program
        (column,) = (program.testing_inputs_1 == program.testing_outputs).all(axis=0).nonzero()
        check_told(f'| {cell} | {{}} |', [run.bars[column.item()]], 0.05)
    accuracy = program.m.history.history['val_accuracy'][-1]
    check_told('the validation accuracy is only {}', [accuracy], 0.02)


def chart_of_the_cell(program):
    """Execute the README's cell after the program, and return the chart that it draws."""
    (cell,) = blocks('python')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, 'show', lambda: None)
        exec(cell, vars(program))
    return plt.gca()


def test_its_cell_charts_the_mean_attention_by_label():
    program = run_program(patches={'keras.Model.fit': no_training}).program
    chart = chart_of_the_cell(program)
    assert len(program.x) == 2000
    attention = program.attention_vec_model.predict([program.x], verbose=0)
    for label, bars in enumerate(chart.containers):
        mean = attention[program.y[:, 0] == label].mean(axis=0)
        np.testing.assert_allclose([bar.get_height() for bar in bars], mean, rtol=1e-5)
    legend = chart.get_legend()
    assert legend.get_title().get_text() == 'label'
    assert [text.get_text() for text in legend.get_texts()] == ['0', '1']
    assert (chart.get_xlabel(), chart.get_ylabel()) == ('column', 'mean attention weight')


@pytest.mark.slow
def test_the_picture_of_its_cell_has_the_bars_that_it_tells():
    chart = chart_of_the_cell(run_program().program)
    bars = np.array([[bar.get_height() for bar in label] for label in chart.containers])
    measured = [*bars[:, 1], np.delete(bars, 1, axis=1).max()]
    check_told(
        'labels 0 and 1 stand at {} and {}, elsewhere below {}', measured, [0.02, 0.02, 0.02]
    )
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


def test_its_pictures_and_its_links_within_are_there():
    links = re.findall(r'src="(.+?)"|\]\((?!https:)(.+?)\)', readme())
    assert len(links) > 3
    headings = re.findall('^#+ (.+)$', readme(), re.MULTILINE)
    anchors = {'#' + re.sub(r'[^\w -]', '', text.lower()).replace(' ', '-') for text in headings}
    for source, link in links:
        assert link in anchors or (SCRIPT.parent / (source or link)).is_file()
