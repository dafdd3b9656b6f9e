"""README.md: both languages agree, and its Python code and its edits do what it says."""

import re

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import CELLS, NO_TRAINING, SCRIPT, edited
from figures_of_the_readme import FIGURES

BLOCK = re.compile(r'^```(\w+)\n(.*?)^```$', re.DOTALL | re.MULTILINE)
EDIT = re.compile('`([^`]+)` → `([^`]+)`')
PICTURE = re.compile('<img src="(.+?)"')
FIGURE = re.compile(r'-?\d+\.?\d*%|(?<![\d.])-?0\.\d+|\d\.\de-\d\d')


@pytest.fixture(scope='module')
def readme():
    """The texts of its two languages, English and Chinese."""
    return SCRIPT.with_name('README.md').read_text('utf-8').split('\n## 中文\n')


def rows(text):
    """The rows of its tables: the code in the first cell, and the figures in all."""
    lines = re.findall(r'^\|.*', text, re.MULTILINE)
    return [(re.findall('`.+?`', line.split('|')[1]), FIGURE.findall(line)) for line in lines]


def cell(name, *edits):
    return edited((CELLS / f'{name}.py').read_text('utf-8'), *edits)


@pytest.mark.parametrize('found', [BLOCK.findall, EDIT.findall, PICTURE.findall, rows])
def test_both_languages_have_the_same_code_edits_pictures_and_tables(readme, found):
    english, chinese = map(found, readme)
    assert english == chinese != []


def test_both_languages_have_the_same_percentages_and_decimals(readme):
    english, chinese = map(FIGURE.findall, readme)
    assert sorted(english) == sorted(chinese) != []


ROWS = {row: figures for part in FIGURES.values() for row, figures in part.items()}


@pytest.mark.parametrize('row', ROWS)
def test_the_figures_of_a_row_stand_together_in_both_languages(readme, row):
    in_order = '.*?'.join(rf'(?<![\d.-]){re.escape(text)}(?![\d%]|\.\d)' for text, _ in ROWS[row])
    for text in readme:
        paragraphs = re.split(r'\n\n|\n(?=\|)', BLOCK.sub('', text))
        assert any(re.search(in_order, paragraph, re.DOTALL) for paragraph in paragraphs)


def test_its_pictures_are_there(readme):
    english, _ = readme
    pictures = PICTURE.findall(english)
    assert pictures
    assert all((SCRIPT.parent / picture).is_file() for picture in pictures)


def test_its_diff_leads_from_what_the_script_marks_to_what_it_has(readme):
    script = SCRIPT.read_text('utf-8')
    statements = [line.split('  #')[0].strip() for line in script.splitlines()]
    of_the_article = re.findall(r'# 原为 · was:\s*(?:#\s*)?(.+)', script)
    english, _ = readme
    (diff,) = (code for kind, code in BLOCK.findall(english) if kind == 'diff')
    removed = re.findall('^- *(.+)$', diff, re.MULTILINE)
    added = re.findall('^[+] *(.+)$', diff, re.MULTILINE)
    assert len(removed) == len(added) == 4
    assert set(added) <= set(statements)
    assert {re.sub(r'^\w+ = ', '', statement) for statement in removed} <= set(of_the_article)


def column_20_is_the_label(run):
    program = run.program
    np.testing.assert_array_equal(program.inputs_1[:, 20], program.outputs[:, 0])
    np.testing.assert_array_equal(program.testing_inputs_1[:, 20], program.testing_outputs[:, 0])


def the_sample_has_label_0(run):
    assert '\nlabel = 0\n' in run.text
    assert run.program.testing_inputs_1[0, 1] == 0


def the_chart_has_8_bars(run):
    assert run.program.inputs_1.shape == (10000, 8)
    assert [weights.shape for weights in run.program.m.get_weights()[:3]] == [(8, 8), (8,), (8, 64)]
    assert len(run.bars) == 8


def the_bars_are_means_over_2000_samples(run):
    x, y = run.program.testing_inputs_1, run.program.testing_outputs
    attention = run.program.attention_vec_model.predict([x], verbose=0)
    assert attention.shape == (2000, 32)
    np.testing.assert_allclose(run.bars, attention.mean(axis=0))
    np.testing.assert_array_equal(x[:, 1], y[:, 0])
    assert f'\nlabel = {y[:, 0]}\n' in run.text


def dense_64_is_gone(run):
    shapes = [weights.shape for weights in run.program.m.get_weights()]
    assert shapes == [(32, 32), (32,), (32, 1), (1,)]


OFFERED = {
    column_20_is_the_label: [('attention_column=1', 'attention_column=20')],
    the_sample_has_label_0: [('set_random_seed(0)', 'set_random_seed(2)')],
    the_chart_has_8_bars: [('input_dim = 32', 'input_dim = 8')],
    the_bars_are_means_over_2000_samples: [
        ('get_data(1, input_dim)', 'get_data(2000, input_dim)'),
        ('[0].flatten()', '.mean(axis=0)'),
    ],
    dense_64_is_gone: [('Dense(64)(attention_mul)', 'attention_mul')],
}


@pytest.mark.parametrize('effect', OFFERED)
def test_an_edit_that_it_offers_has_its_effect(run_program, effect):
    effect(run_program(*OFFERED[effect], patches=NO_TRAINING))


def test_these_are_the_edits_that_it_offers(readme):
    english, _ = readme
    assert set(EDIT.findall(english)) == {edit for edits in OFFERED.values() for edit in edits}


def test_its_python_blocks_are_the_cells_that_are_executed_here(readme):
    english, _ = readme
    blocks = {code for kind, code in BLOCK.findall(english) if kind == 'python'}
    assert blocks == {path.read_text('utf-8') for path in CELLS.iterdir()} != set()


def test_its_get_activations_gives_what_the_articles_submodel_gives(run_program):
    run = run_program(patches=NO_TRAINING)
    run.execute(cell('get_activations'))
    program = run.program
    (attention,) = program.get_activations(
        program.m, program.testing_inputs_1, print_shape_only=True, layer_name='attention_vec'
    )
    np.testing.assert_allclose(attention[0].flatten(), program.attention_vector, rtol=1e-6)


def test_its_cell_charts_the_mean_attention_by_label(run_program):
    run = run_program(patches=NO_TRAINING)
    run.execute(cell('attention_by_label'))
    program, chart = run.program, plt.gca()
    assert len(program.x) == 2000
    attention = program.attention_vec_model.predict([program.x], verbose=0)
    for label, bars in enumerate(chart.containers):
        mean = attention[program.y[:, 0] == label].mean(axis=0)
        np.testing.assert_allclose([bar.get_height() for bar in bars], mean, rtol=1e-5)
    assert (chart.get_xlabel(), chart.get_ylabel()) == ('column', 'mean attention weight')
    legend = chart.get_legend()
    assert [legend.get_title().get_text(), *(text.get_text() for text in legend.get_texts())] == [
        'label',
        '0',
        '1',
    ]


FEWER_EPOCHS_AND_REPEATS = [('epochs=200', 'epochs=2'), ('n_repeats=30', 'n_repeats=2')]


def test_its_cell_for_real_data_compares_attention_with_accuracy_lost(run_program, capsys):
    run = run_program(patches=NO_TRAINING)
    run.execute(cell('breast_cancer', *FEWER_EPOCHS_AND_REPEATS))
    program = run.program
    training_rows = program.x[program.train]
    assert (program.x.shape, training_rows.shape) == ((569, 30), (455, 30))
    np.testing.assert_allclose(
        [training_rows.mean(axis=0), training_rows.std(axis=0) - 1], 0, atol=1e-9
    )
    assert keras.ops.convert_to_numpy(program.m.optimizer.iterations) == 2 * 8
    right = (program.m.predict([program.x], verbose=0) > 0.5) == program.y
    printed = float(re.search(r'accuracy = (\S+)', capsys.readouterr().out)[1])
    assert printed == pytest.approx(right[program.test].mean(), abs=1e-6)
    assert program.lost.importances.shape == (30, 2)
    attention = program.attention_vec_model.predict([program.x], verbose=0).mean(axis=0)
    for axes, heights in zip(
        plt.gcf().axes, (attention, program.lost.importances_mean), strict=True
    ):
        np.testing.assert_allclose([bar.get_height() for bar in axes.patches], heights, rtol=1e-5)
    names = [tick.get_text() for tick in plt.gcf().axes[-1].get_xticklabels()]
    assert names == [*program.table.columns]


def test_its_cell_for_real_data_takes_a_table_of_the_readers(
    readme, run_program, tmp_path, monkeypatch
):
    lines = "table = pd.read_csv('table.csv')", "labels = table.pop('label')"
    assert all(f'`{line}`' in text for line in lines for text in readme)
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    mine = pd.DataFrame(rng.normal(5, 3, size=(50, 3)), columns=['a', 'b', 'c'])
    mine.assign(label=rng.integers(2, size=50)).to_csv('table.csv', index=False)
    load = 'table, labels = load_breast_cancer(return_X_y=True, as_frame=True)'
    run = run_program(patches=NO_TRAINING)
    run.execute(cell('breast_cancer', (load, '\n'.join(lines)), *FEWER_EPOCHS_AND_REPEATS))
    assert [len(axes.patches) for axes in plt.gcf().axes] == [3, 3]
