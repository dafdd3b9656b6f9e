"""figures/attention_over_seeds.py says how far ten seeds agree on a real or a reader's table."""

import re
import sys
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from types import ModuleType, SimpleNamespace

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import SCRIPT, TEXT, check_told, edited, no_training
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

SOURCE = (SCRIPT.parent / 'figures' / 'attention_over_seeds.py').read_text('utf-8')
TABLE = re.search('^table, labels = .*\n', SOURCE, re.MULTILINE)[0]
# The paragraphs of its head that are code, and the one that quotes what it prints.
MADE_UP, OWN, QUOTED = re.findall('^(?:table = |accuracy )(?:.+\n)+', SOURCE.split('"""')[1], re.M)


def run_script(folder, *edits):
    """Run it in the folder, as a cell in which the program is not yet imported."""
    exec(TEXT, vars(program := ModuleType('attention_demo')))
    with pytest.MonkeyPatch.context() as patch, plt.rc_context():
        patch.chdir(folder)
        patch.setitem(sys.modules, 'attention_demo', program)
        patch.setattr(plt, 'show', lambda: print('windows =', len(plt.get_fignums())))
        exec(edited(SOURCE, *edits), variables := {'__name__': '__main__'})
    return SimpleNamespace(**variables)


@pytest.fixture(scope='module')
def short_run(tmp_path_factory):
    """Three seeds, an epoch each: its folder, its variables, and the lines that it printed."""
    folder = tmp_path_factory.mktemp('short_run')
    with redirect_stdout(StringIO()) as text:
        run = run_script(folder, ('range(10)', 'range(3)'), ('epochs=200', 'epochs=1'))
    return folder, run, text.getvalue().splitlines()


def by_correlation(run):
    """The order of the columns, and the correlation of each with the label."""
    correlation = np.corrcoef(run.x, run.y, rowvar=False)[:-1, -1]
    return np.argsort(-abs(correlation)), correlation


def test_a_seed_trains_on_four_fifths_of_the_scaled_rows_and_tells_what_all_rows_get(short_run):
    _, run, _ = short_run
    split = {'test_size': 0.2, 'random_state': 0, 'stratify': run.labels}
    train, test = train_test_split(range(569), **split)
    assert ([*run.train], [*run.test]) == (train, test)
    x = (run.table - run.table.iloc[train].mean()) / run.table.iloc[train].std(ddof=0)
    y = run.labels.to_numpy()[:, None]
    keras.utils.set_random_seed(1)
    model, attention_vec_model = run.attention_demo.build_model()
    model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
    model.fit([x.iloc[train].to_numpy()], y[train], batch_size=64, verbose=0)
    attention = attention_vec_model.predict([x.to_numpy()], verbose=0)
    np.testing.assert_allclose(run.weights[1], attention.mean(axis=0), rtol=1e-3)
    _, _, w, _, u, _ = model.get_weights()
    added = np.abs(attention * x.to_numpy() * (w @ u).T).mean(axis=0)
    np.testing.assert_allclose(run.contributions[1], added, rtol=1e-2)
    _, accuracy = model.evaluate([x.iloc[test].to_numpy()], y[test], verbose=0)
    assert run.accuracies[1] == pytest.approx(accuracy)


def test_it_prints_what_its_head_quotes_with_the_numbers_of_its_seeds(short_run):
    _, run, printed = short_run
    x, y, (train, test) = run.x, run.labels.to_numpy(), (run.train, run.test)
    logistic = LogisticRegression().fit(x[train], y[train])
    p = y[test].mean()
    lines = ['569 rows, 30 columns, 3 seeds, 114 rows held out', 'label 1 is 1']
    for seed in range(3):
        told = [seed, run.accuracies[seed], run.weights[seed].idxmax()]
        line = 'seed {}: accuracy = {:.3f}, highest weight = {}, contribution = {}'
        lines.append(line.format(*told, run.contributions[seed].idxmax()))
    told = [sum(run.accuracies) / 3, logistic.score(x[test], y[test]), p]
    told = [f'{value:.3f}' for value in [*told, 2 * (p * (1 - p) / 114) ** 0.5]]
    for values in (run.weights, run.contributions):
        two = np.corrcoef(values.T)[np.triu_indices(3, 1)].mean()
        told += [f'{two:.2f}', f'{3 * two / (1 + 2 * two):.2f}' if two > 0 else 'none']
    *quoted, first, second, header = QUOTED.replace('10 seeds', '3 seeds').splitlines()
    quoted += [line.replace('contributions', 'weights') for line in (first, second)]
    quoted += [first, second]
    lines += [line.replace('…', shown) for line, shown in zip(quoted, told, strict=True)]
    assert printed[: len(lines) + 1] == [*lines, header]
    assert printed[-2:] == ['chart = figures/attention_over_seeds.png', 'windows = 1']
    table = pd.read_csv(StringIO('\n'.join(printed[len(lines) : -2])), index_col='column')
    order, correlation = by_correlation(run)
    assert [*table.index] == [*run.table.columns[order]]
    means = [run.weights.mean(axis=1), run.contributions.mean(axis=1)]
    expected = np.column_stack([*means, logistic.coef_[0], correlation])
    np.testing.assert_allclose(table, expected[order], atol=6e-4)


def test_two_means_of_k_columns_correlate_as_it_says_and_none_where_two_do_not(short_run):
    _, run, _ = short_run
    random = np.random.default_rng(0).normal
    values = pd.DataFrame(random(size=(2000, 1)) + random(scale=2, size=(2000, 20)))
    two, means = run.agreement(values[range(10)])
    assert two == pytest.approx(0.2, abs=0.03)
    both = np.corrcoef(values[range(10)].mean(axis=1), values[range(10, 20)].mean(axis=1))
    assert means == pytest.approx(both[0, 1], abs=0.03)
    assert run.agreement(pd.DataFrame({0: values[0], 1: -values[0]})) == (pytest.approx(-1), None)


def all_names_are_in_the_picture(run):
    size = run.panels[2].figure.bbox
    boxes = [name.get_window_extent() for name in run.panels[2].get_xticklabels()]
    return all(size.containsx(x) and size.containsy(y) for box in boxes for x, y in box.corners())


def test_its_three_panels_have_a_dot_a_seed_their_means_and_the_correlations(short_run):
    folder, run, _ = short_run
    order, correlation = by_correlation(run)
    bars = [[bar.get_height() for bar in panel.patches] for panel in run.panels]
    tables = run.weights, run.contributions
    for values, panel, heights in zip(tables, run.panels, bars, strict=False):
        values = values.to_numpy()[order]
        np.testing.assert_allclose([dots.get_ydata() for dots in panel.lines], values.T)
        assert {(dots.get_color(), dots.get_marker()) for dots in panel.lines} == {('k', '.')}
        np.testing.assert_allclose(heights, values.mean(axis=1))
    np.testing.assert_allclose(bars[2], abs(correlation[order]))
    assert run.panels[2].get_ylim() == (0, 1)
    titles = [panel.get_title() for panel in run.panels]
    assert titles[:2] == ['mean attention weight', 'mean absolute contribution']
    assert titles[2] == 'absolute correlation with the label'
    names = [name.get_text() for name in run.panels[2].get_xticklabels()]
    assert names == [*run.table.columns[order]]
    run.panels[0].figure.savefig(window := BytesIO())
    assert (folder / 'figures' / 'attention_over_seeds.png').read_bytes() == window.getvalue()
    assert all_names_are_in_the_picture(run)


@pytest.mark.filterwarnings('ignore:Glyph')  # not every machine has a Chinese font
@pytest.mark.parametrize('rare', [10, 20])  # of the 12 rows held out, 2 or 4
def test_the_lines_of_its_head_read_a_chinese_table_and_too_few_rare_labels_are_told(
    tmp_path, monkeypatch, capsys, rare
):
    monkeypatch.setattr('keras.Model.fit', no_training)
    names = [f'第{column}项测量值' for column in range(50)]
    table = pd.DataFrame(np.random.default_rng(0).normal(5, 3, (60, 50)), columns=names)
    table = table.assign(ID=range(60), label=['是'] * rare + ['否'] * (60 - rare))
    table.to_csv(tmp_path / 'table.csv', index=False, encoding='gb18030')
    run = run_script(tmp_path, (TABLE, OWN), ('range(10)', 'range(2)'))
    assert [*run.weights.index] == names
    assert run.y[:, 0].tolist() == [1] * rare + [0] * (60 - rare)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "label 1 is '是'"
    assert lines[2].startswith('These rows cannot tell') == (rare == 10)
    assert all_names_are_in_the_picture(run)


GOOD = pd.DataFrame({'a': range(50), 'b': 1.5, 'label': [0, 1] * 25})


@pytest.mark.parametrize(
    ('table', 'message'),
    [
        (GOOD.assign(b=GOOD['a'].where(GOOD['a'] > 0)), None),
        (GOOD.assign(label=[None, 1] * 25), None),
        (GOOD.assign(b='text'), None),
        (GOOD.assign(label=[0] * 49 + [1]), None),
        (GOOD.assign(label=1), 'tells two labels apart, but the table has 1'),
        (GOOD.assign(label=[0, 1, 2, 0, 1] * 10), 'tells two labels apart, but the table has 3'),
        (GOOD.assign(label=GOOD['a'] / 2), 'tells two labels apart, but the table has 50'),
    ],
    ids=['a gap', 'gaps in the labels', 'text', 'one row', 'one label', 'three', 'a number'],
)
def test_a_table_that_does_not_fit_is_an_error_before_the_training(
    tmp_path, monkeypatch, table, message
):
    monkeypatch.setattr('keras.Model.fit', lambda *args, **kwargs: pytest.fail('it was trained'))
    table.assign(ID=0).to_csv(tmp_path / 'table.csv', index=False)
    with pytest.raises(ValueError, match=message):
        run_script(tmp_path, (TABLE, OWN))


def of_two_and_of_two_means_of_ten(values):
    """The correlation of two seeds, and that of the means of two groups of ten, drawn from all."""
    draws = [np.random.default_rng(seed).permutation(40) for seed in range(200)]
    groups = [(values[draw[:10]].mean(axis=1), values[draw[10:20]].mean(axis=1)) for draw in draws]
    two = np.corrcoef(values.T)[np.triu_indices(40, 1)].mean()
    return two, np.mean([np.corrcoef(first, second)[0, 1] for first, second in groups])


@pytest.mark.slow
def test_over_40_seeds_the_tumours_agree_as_readme_tells(tmp_path):
    run = run_script(tmp_path, ('range(10)', 'range(40)'))
    tables = run.weights, run.contributions
    two, means = np.transpose([of_two_and_of_two_means_of_ten(table) for table in tables])
    check_told('weights correlate at {} and contributions at {}; between', two, 0.06)
    check_told('and of ten others, at {} and {}', means, 0.06)
    alike = run.weights.filter(regex='^(mean|worst) (radius|perimeter|area)$', axis=0).sum()
    check_told('area together get {} of it', [alike.mean()], 0.04)
    check_told('with a standard deviation of {} points', [100 * alike.std()], 2)


def accuracies(run):
    return np.mean(run.accuracies), run.regression.score(run.x[run.test], run.y[run.test, 0])


@pytest.mark.slow
def test_the_regression_is_as_accurate_in_as_many_splits_as_readme_tells(tmp_path):
    splits = [('random_state=0', f'random_state={split}') for split in range(8)]
    runs = [run_script(tmp_path, ('range(10)', 'range(2)'), split) for split in splits]
    model, regression = np.transpose([accuracies(run) for run in runs])
    check_told('accurate in {} of {} splits', [(regression > model - 1e-6).sum(), 8], 0)
    told = [regression.mean(), model.mean()]
    check_told('on average it has {} of the held-out rows right, the model {}', told, [0.005, 0.01])


@pytest.mark.slow
def test_on_the_articles_data_column_1_leads_as_readme_tells(tmp_path):
    draw = 'np.random.seed(0)\ntable, labels = attention_demo.get_data(600, 32)\n'
    draw += 'table, labels = pd.DataFrame(table), labels[:, 0]\n'
    run = run_script(tmp_path, (TABLE, draw))
    told = [600, run.agreement(run.weights)[0]]
    check_told('{} rows of them, attention weights correlate at {} between', told, [0, 0.05])
    leads = (run.weights.idxmax() == 1).sum()
    check_told('column 1 has the highest in {} of {}', [leads, 10], 0)


@pytest.mark.slow
def test_the_made_up_table_and_its_picture_show_what_readme_tells(tmp_path):
    run = run_script(tmp_path, (TABLE, MADE_UP))
    weights, added = run.weights, run.contributions
    check_told(
        'has {} of the held-out rows right, a logistic regression {},', accuracies(run), 0.03
    )
    named = [
        sum({*table[k].nlargest(2).index} == {0, 1} for k in table) for table in (weights, added)
    ]
    check_told('In {} of {} seeds these two columns', [named[0], 10], [1, 0])
    check_told('in {} of {} the two highest contributions', [named[1], 10], 0)
    assert added.loc[[0, 1]].min(axis=None) > added.drop([0, 1]).max(axis=None)
    agree = [run.agreement(weights)[0], run.agreement(added)[0]]
    check_told('weights correlate at {}, their contributions at {}', agree, [0.1, 0.04])
    run.panels[0].figure.savefig(SCRIPT.parent / 'figures' / 'made_up_table.png')


@pytest.mark.slow
def test_the_picture_of_the_tumours_is_drawn_again(tmp_path):
    run = run_script(tmp_path)
    run.panels[0].figure.savefig(SCRIPT.parent / 'figures' / 'breast_cancer.png')
