"""figures/column_importance.py measures what a column of a table is worth to three models."""

import re
import runpy
import sys
from contextlib import redirect_stdout
from io import StringIO
from unicodedata import east_asian_width

import column_importance as script
import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from pages import check_claim
from running import REPOSITORY, SCRIPT, TEXT, edited, no_training
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

PATH = REPOSITORY / 'figures' / 'column_importance.py'
# Not every machine has a Chinese font.
pytestmark = pytest.mark.filterwarnings('ignore:Glyph')


@pytest.fixture(autouse=True)
def chart(tmp_path, monkeypatch):
    """The path of the chart that `report` writes; no window opens, and the figure stays."""
    monkeypatch.setattr(script, 'CHART', tmp_path / 'chart.png')
    monkeypatch.setattr(plt, 'show', lambda: None)
    return tmp_path / 'chart.png'


@pytest.fixture
def no_drawing(monkeypatch):
    """An empty chart, where only what is printed matters."""
    monkeypatch.setattr(script, 'draw', lambda *args: plt.figure())


def normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


# The importance of a group of columns.


def first_column(x):
    """A model that returns its first column."""
    return x[:, 0]


def test_the_column_that_a_model_returns_is_worth_its_auc_less_a_half_and_an_ignored_one_0():
    x = normal(400, 3)
    y = (x[:, 0] + normal(400, seed=1) > 0).astype(int)
    lost = script.importance(first_column, x, y, [0], seed=0)
    assert lost == pytest.approx(roc_auc_score(y, x[:, 0]) - 0.5, abs=0.02)
    assert script.importance(first_column, x, y, [1], seed=0) == 0
    assert script.importance(first_column, x, y, [1, 2], seed=0) == 0


def test_three_copies_under_a_model_of_their_median_lose_nothing_singly_and_all_together():
    x = np.repeat(normal(400, 1), 3, axis=1)
    y = (x[:, 0] > 0).astype(int)

    def median(x):
        return np.median(x, axis=1)

    assert script.importance(median, x, y, [1], seed=0) == 0
    assert script.importance(median, x, y, [0, 1, 2], seed=0) == pytest.approx(0.5, abs=0.02)


def test_the_columns_of_a_group_stay_together_when_they_are_shuffled():
    x = np.repeat(normal(400, 1), 2, axis=1)
    y = (x[:, 0] > 0).astype(int)

    def asserting(x):
        assert (x[:, 0] == x[:, 1]).all()
        return x[:, 0]

    assert script.importance(asserting, x, y, [0, 1], seed=0) > 0.4


def test_over_single_columns_it_agrees_with_the_permutation_importance_of_scikit_learn():
    x = normal(300, 4)
    y = (x @ [2, 1, 0.3, 0] + normal(300, seed=1) > 0).astype(int)
    regression = LogisticRegression().fit(x, y)

    def predict(x):
        return regression.predict_proba(x)[:, 1]

    how = {'scoring': 'roc_auc', 'n_repeats': 20, 'random_state': 0}
    theirs = permutation_importance(regression, x, y, **how)
    for column in [0, 2]:
        noise = theirs.importances_std[column] / np.sqrt(20)  # of a mean of twenty repeats
        ours = [script.importance(predict, x, y, [column], seed) for seed in range(5)]
        assert abs(np.mean(ours) - theirs.importances_mean[column]) <= 4 * noise
        assert np.std(ours) <= 2 * noise


# Groups.


def test_a_group_is_columns_that_correlate_in_rank_above_same():
    noise = normal(300, 3, seed=1)
    table = pd.DataFrame({'a': normal(300)})
    table['against a'] = -table['a'] + 0.5 * noise[:, 0]
    table['logarithm'] = noise[:, 1]
    table['number'] = np.exp(3 * noise[:, 1])
    table['constant'] = 7.0
    table['other'] = noise[:, 2]
    assert 0.82 < abs(table['a'].corr(table['against a'], method='spearman')) < 0.9
    assert table['logarithm'].corr(table['number']) < 0.7
    groups = {'a': ['a', 'against a'], 'logarithm': ['logarithm', 'number']}
    groups |= {'constant': ['constant'], 'other': ['other']}
    assert script.group_columns(table) == groups
    assert script.group_columns(table, same=0.9)['a'] == ['a']


def test_a_column_joins_a_group_with_whose_columns_it_correlates_above_same_on_average():
    correlations = np.array([[1, 0.92, 0.75], [0.92, 1, 0.92], [0.75, 0.92, 1]])
    table = pd.DataFrame(normal(5000, 3) @ np.linalg.cholesky(correlations).T)
    assert 0.7 < table.corr(method='spearman').loc[0, 2] < 0.8
    assert script.group_columns(table) == {0: [0, 1, 2]}


def test_two_columns_that_fail_in_the_same_rows_are_no_group():
    table = pd.DataFrame(normal(500, 2))
    table.iloc[:4] = -50
    assert table.corr().loc[0, 1] > 0.9
    assert script.group_columns(table) == {0: [0], 1: [1]}


def test_a_chain_falls_into_small_groups():
    chain = normal(500, 20)
    for column in range(1, 20):
        chain[:, column] = 0.95 * chain[:, column - 1] + np.sqrt(0.0975) * chain[:, column]
    groups = script.group_columns(pd.DataFrame(chain))
    assert 1 < max(len(columns) for columns in groups.values()) < 10


def test_its_line_joins_two_groups():
    groups = {'A': ['A'], 'B': ['B', 'C']}
    line = re.search(r"^    # (groups\['A'\] .*)", PATH.read_text('utf-8'), re.MULTILINE)[1]
    exec(line)
    assert groups == {'A': ['A', 'B', 'C']}


# What is named.


def test_a_model_has_learnt_if_its_mean_auc_is_above_a_half_by_two_standard_deviations():
    aucs = pd.DataFrame({'guesses': [0.59, 0.69, 0.79], 'learns': [0.61, 0.71, 0.81]})
    assert script.models_that_learnt(aucs) == ['learns']


def test_a_model_that_learnt_names_a_group_whose_mean_exceeds_two_standard_deviations():
    more, less = 0.21, 0.19  # than twice the standard deviation of ± 0.1
    means = pd.DataFrame({'one': [more, less], 'two': [less, more], 'not': more}, index=[*'ab'])
    seeds = {seed: means + shift for seed, shift in enumerate([-0.1, 0, 0.1])}
    means, sds = script.mean_and_sd(pd.concat(seeds, names=['seed', 'group']))
    named = script.named_by(means, sds, learnt=['one', 'two'])
    assert named.to_numpy().tolist() == [[True, False, False], [False, True, False]]
    assert not script.named_by(means, sds, learnt=[]).any(axis=None)


def test_the_line_on_the_rest_has_the_model_that_loses_most_of_those_that_would_name_it():
    means = pd.DataFrame({'wide': [0.09], 'sure': [0.08], 'less': [0.05]}, index=[script.NOT_NAMED])
    sds = pd.DataFrame({'wide': [0.05], 'sure': [0.01], 'less': [0.01]}, index=means.index)
    line = script.line_of_rest(means, sds, learnt=['wide', 'sure', 'less'])
    assert line == 'all columns not named, together: 0.080 ± 0.010 *'
    line = script.line_of_rest(means, sds, learnt=['wide'])
    assert line == 'all columns not named, together: 0.090 ± 0.050'


def splits_of(x, y, models):
    """Three splits, with the models that `models(x, y)` returns for the rows that train."""
    splits = []
    for seed in range(3):
        x_train, x_test, y_train, y_test = train_test_split(
            x, y, test_size=0.2, random_state=seed, stratify=y
        )
        attention = pd.Series(1 / x.shape[1], index=range(x.shape[1]))
        splits.append(script.Split(models(x_train, y_train), attention, x_test, y_test))
    return splits


def regression(x, y):
    model = LogisticRegression().fit(x, y)
    return {'regression': lambda x: model.predict_proba(x)[:, 1]}


def test_all_columns_not_named_count_together_if_they_share_the_work_and_else_do_not(
    capsys, no_drawing
):
    shared = normal(150)
    x = np.sqrt(0.7) * shared[:, None] + np.sqrt(0.3) * normal(150, 8, seed=1)
    y = (shared > 0).astype(int)
    script.report(splits_of(x, y, regression), {column: [column] for column in range(8)})
    printed = capsys.readouterr().out
    lost = re.search(r'\nall columns not named, together: (.+) ± .+ \*\n', printed)[1]
    assert float(lost) > 0.02

    x = normal(300, 8)
    y = (x[:, 0] + 0.5 * normal(300, seed=1) > 0).astype(int)
    script.report(splits_of(x, y, regression), {column: [column] for column in range(8)})
    printed = capsys.readouterr().out
    assert '\nnamed: 0, by regression\n' in printed
    lost = re.search(r'\nall columns not named, together: (.+) ± [0-9.]+\n', printed)[1]
    assert abs(float(lost)) < 0.03


# The report on models whose answers are known.


def second_column(x):
    return x[:, 1]


def nothing(x):
    return np.zeros(len(x))


COLUMNS = ['起', 'b', 'c', '各次测量的平均值']
GROUPS = {'b': ['b', 'c'], '起': ['起'], '各次测量的平均值': ['各次测量的平均值']}
LABELS = ['起', 'b + 1', '各次测量的平均值']  # in the order of the better model


@pytest.fixture(scope='module')
def known_splits():
    """Three splits. One model is right about the first column; one, which stands before it, is less
    so about the second; and one says nothing."""
    splits = []
    for seed in range(3):
        x = normal(200, 4, seed=seed) - [0, 0, 0, 100]
        y = (2 * x[:, 0] + x[:, 1] + normal(200, seed=seed + 3) > 0).astype(int)
        predictors = {'worse': second_column, 'better': first_column, 'silent': nothing}
        attention = pd.Series([0.1, 0.2, 0.3, 0.4] + 0.01 * seed * normal(4), index=COLUMNS)
        splits.append(script.Split(predictors, attention, x, y))
    return splits


@pytest.fixture(scope='module')
def known_importances(known_splits):
    """The means and standard deviations of the importances in these splits, in LABELS' order."""
    lost = script.importances(known_splits, GROUPS).groupby('group')
    order = ['起', 'b', '各次测量的平均值']
    return lost.mean().loc[order], lost.std(ddof=1).loc[order]


def test_it_prints_the_models_an_aligned_table_by_the_better_model_and_who_names_what(
    known_splits, known_importances, capsys, chart, no_drawing
):
    script.report(known_splits, GROUPS)
    lines = capsys.readouterr().out.splitlines()
    expected = []
    for model, left_out in [('worse', ''), ('better', ''), ('silent', ', left out')]:
        aucs = [split.aucs()[model] for split in known_splits]
        mean, sd = np.mean(aucs), np.std(aucs, ddof=1)
        expected.append(f'{model}: mean AUC = {mean:.3f}, sd = {sd:.3f}{left_out}')
    assert lines[:3] == expected

    head, *rows, rest = lines[3:8]
    widths = [sum(2 if east_asian_width(sign) in 'WF' else 1 for sign in row) for row in rows]
    assert widths == [len(head)] * 3
    assert head.split() == ['columns', 'weight', 'worse', 'better', 'silent']
    means, sds = known_importances
    for row, label, first in zip(rows, LABELS, means.index, strict=True):
        columns = GROUPS[first]
        weight = np.mean([split.attention[columns].mean() for split in known_splits])
        cells = f'{label} {len(columns)} {weight:.3f}'
        for model in means:
            cells += f' {means[model][first]:.3f} ± {sds[model][first]:.3f}'
            if (first, model) in [('b', 'worse'), ('起', 'better')]:
                cells += ' *'
        assert row.split() == cells.split()
    assert rest.startswith('all columns not named, together')

    assert lines[8:] == [
        'named: 起, by better',
        'named: b + 1, by worse',
        'all columns not named, together: 0.000 ± 0.000',
        f'chart = {chart}',
    ]


def test_its_chart_has_the_weights_a_dot_a_seed_the_even_share_and_two_deviations(
    known_splits, known_importances, chart
):
    script.report(known_splits, GROUPS)
    assert chart.read_bytes().startswith(b'\x89PNG')
    upper, lower = plt.gcf().axes
    means, sds = known_importances
    ticks = [text.get_text() for text in lower.get_xticklabels()]
    assert ticks == ['* 起', '* b + 1', '各次测量的平均值']
    assert lower.get_ylabel() == 'AUC lost'

    weights = [
        [split.attention[GROUPS[first]].mean() for first in means.index] for split in known_splits
    ]
    heights = [bar.get_height() for bar in upper.patches]
    np.testing.assert_allclose(heights, np.mean(weights, axis=0))
    *dots, share = upper.lines
    np.testing.assert_allclose([dot.get_ydata() for dot in dots], weights)
    assert set(share.get_ydata()) == {1 / 4}

    bars = [container for container in lower.containers if hasattr(container, 'patches')]
    legend = lower.get_legend()
    for number, model in enumerate(means):
        heights = [bar.get_height() for bar in bars[number]]
        np.testing.assert_allclose(heights, means[model], atol=1e-12)
        bottom, top = np.transpose(lower.collections[number].get_segments())[1]
        np.testing.assert_allclose(top - bottom, 4 * sds[model], atol=1e-12)
        color = bars[number][0].get_facecolor()
        assert (color[3] < 0.5) == (model == 'silent')
        assert legend.get_patches()[number].get_facecolor() == color
        auc = np.mean([split.aucs()[model] for split in known_splits])
        assert legend.get_texts()[number].get_text() == f'{model}, AUC = {auc:.3f}'


def test_where_all_groups_are_named_there_is_no_rest(known_splits, capsys, no_drawing):
    script.report(known_splits, {'起': ['起'], 'b': ['b']})
    printed = capsys.readouterr().out
    assert printed.count('named: ') == 2
    assert 'together' not in printed


def test_where_no_model_has_learnt_it_names_nothing_and_measures_no_rest(
    known_splits, capsys, no_drawing
):
    splits = [split._replace(predictors={'silent': nothing}) for split in known_splits]
    script.report(splits, GROUPS)
    printed = capsys.readouterr().out
    assert '\nnamed: none\nchart = ' in printed
    assert 'together' not in printed


def drawn(names, which_are_named):
    """The two panels of groups of a column each, and the labels of the bars."""
    groups = {name: [name] for name in names}
    means = pd.DataFrame({'model': np.linspace(0.4, 0.01, len(names))}, index=names)
    weights = pd.DataFrame(1 / len(names), index=range(3), columns=names)
    aucs = pd.DataFrame({'model': [0.8, 0.81, 0.82]})
    named = pd.DataFrame({'model': [name in which_are_named for name in names]}, index=names)
    upper, lower = script.draw(groups, weights, means, means / 4, named, aucs)
    return upper, [text.get_text() for text in lower.get_xticklabels()]


def test_of_forty_groups_it_draws_thirty_with_all_that_are_named():
    names = [f'column {number}' for number in range(40)]
    upper, labels = drawn(names, [names[0], names[39]])
    assert labels == ['* column 0', *names[1:29], '* column 39']
    assert '30 of 40 groups' in upper.get_title()
    _, labels = drawn(names, names[5:])
    assert labels == ['* ' + name for name in names[5:]]


def test_a_dollar_in_a_name_is_a_dollar():
    upper, labels = drawn(['$5_$', 'other'], [])
    upper.figure.canvas.draw()  # where Matplotlib would read mathematics
    assert labels == ['$5_$', 'other']


# The training.


@pytest.fixture
def three_epochs(monkeypatch):
    """Train for three epochs; how many the script asks for is the claim of a test of its own."""
    fit = keras.Model.fit

    def short_fit(model, x, y, epochs, batch_size, verbose):
        return fit(model, x, y, epochs=3, batch_size=batch_size, verbose=verbose)

    monkeypatch.setattr('keras.Model.fit', short_fit)


def test_it_trains_the_three_models_that_one_would_train_by_hand(three_epochs):
    x = normal(60, 4) * [1, 10, 100, 1] + 5
    y = (x[:, 0] + normal(60, seed=1) > 5).astype(int)
    new = normal(20, 4, seed=2) * [1, 10, 100, 1] + 5
    predictors, attention_weights = script.train(x, y, seed=1)

    scaler = StandardScaler().fit(x)
    keras.utils.set_random_seed(1)
    m, attention_vec_model = script.attention_demo.build_model()
    m.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
    m.fit([scaler.transform(x)], y[:, None], epochs=200, batch_size=64, verbose=0)
    regression = LogisticRegression(max_iter=1000).fit(scaler.transform(x), y)
    forest = RandomForestClassifier(random_state=1).fit(x, y)
    scaled = scaler.transform(new)
    expected = {
        'attention_demo': m.predict([scaled], verbose=0)[:, 0],
        'logistic regression': regression.predict_proba(scaled)[:, 1],
        'random forest': forest.predict_proba(new)[:, 1],
    }
    assert [*predictors] == [*expected]
    for model, probabilities in expected.items():
        np.testing.assert_allclose(predictors[model](new), probabilities, atol=1e-4)
    weights = attention_vec_model.predict([scaled], verbose=0)
    np.testing.assert_allclose(attention_weights(new), weights, atol=1e-4)


def test_each_of_ten_splits_trains_on_four_fifths_and_holds_out_the_rest_stratified(
    monkeypatch, capsys
):
    table = pd.DataFrame(normal(50, 2), columns=[*'ab'])
    labels = pd.Series(['是'] * 5 + ['否'] * 45)
    trained_on = []

    def train(x, y, seed):
        trained_on.append((x, y, seed))
        return {'model': first_column}, np.ones_like

    monkeypatch.setattr(script, 'train', train)
    splits = script.train_splits(table, labels)
    lines = capsys.readouterr().out.splitlines()
    y = (labels == '是').astype(int).to_numpy()
    assert len(splits) == len(lines) == 10
    for seed, split in enumerate(splits):
        x_train, x_test, y_train, y_test = train_test_split(
            table.to_numpy(), y, test_size=0.2, random_state=seed, stratify=y
        )
        np.testing.assert_equal(trained_on[seed], (x_train, y_train, seed))
        np.testing.assert_equal((split.x, split.y), (x_test, y_test))
        assert split.attention.to_dict() == {'a': 1, 'b': 1}
        assert lines[seed] == f'seed {seed}: AUC model = {roc_auc_score(y_test, x_test[:, 0]):.3f}'


@pytest.mark.parametrize(('rows', 'epochs'), [(100, 200), (1000, 100), (10000, 20)])
def test_it_trains_on_100_000_samples_but_at_least_20_and_at_most_200_epochs(
    monkeypatch, rows, epochs
):
    seen = {}
    monkeypatch.setattr('keras.Model.fit', lambda *args, **how: seen.update(how))
    monkeypatch.setattr(RandomForestClassifier, 'fit', no_training)
    script.train(normal(rows, 2), np.arange(rows) % 2, seed=0)
    assert seen['epochs'] == epochs


# A table of one's own.


def test_a_chinese_table_in_gbk_runs_as_a_file_with_the_lines_that_a_reader_edits(
    tmp_path, monkeypatch
):
    monkeypatch.setattr('keras.Model.fit', no_training)
    names = ['甲', '乙', '起', '链', '常数']
    table = pd.DataFrame(normal(150, 5), columns=names)
    table['链'] = 0.3 * table['链'] - table['起']
    table['常数'] = 7
    table['label'] = np.where(table['甲'] + 2 * table['起'] > 0, '是', '否')
    table['城市'] = np.where(np.arange(150) % 3 == 0, '北京', '上海')
    table.loc[5] = table.loc[4]
    table.loc[6, '乙'] = None
    table['结果'] = None
    table.to_csv(tmp_path / 'table.csv', index_label='ID', encoding='gb18030')
    path = tmp_path / 'figures' / PATH.name
    path.parent.mkdir()
    edits = [
        ('\n    table, labels = tumours()', '\n    table, labels = own_table()'),
        ("encoding='utf-8'", "encoding='gb18030'"),
        ("columns=['ID']", "columns=['ID', '结果']"),
        ('# table = table.dropna()', 'table = table.dropna()'),
        (
            "# table = pd.get_dummies(table, columns=['city'],",
            "table = pd.get_dummies(table, columns=['城市'],",
        ),
        ('= train_splits(table, labels)', '= train_splits(table, labels, seeds=2)'),
    ]
    path.write_text(edited(PATH.read_text('utf-8'), *edits), 'utf-8')
    (tmp_path / SCRIPT.name).write_text(TEXT, 'utf-8')
    with pytest.MonkeyPatch.context() as patch, plt.rc_context():
        patch.setattr(sys, 'path', [*sys.path])
        patch.delitem(sys.modules, 'attention_demo')
        with redirect_stdout(StringIO()) as printed:
            left = runpy.run_path(str(path), run_name='__main__')
        assert left['attention_demo'].__file__ == str(tmp_path / SCRIPT.name)
    lines = printed.getvalue().splitlines()
    rows = left['labels'].value_counts()
    assert lines[0].startswith(f'rows = 149 ({rows.index[0]}: {rows.iloc[0]}, ')
    assert lines[0].endswith('), columns = 7, groups = 5')
    assert lines[1].startswith('rows that stand more than once: 2 ')
    correlation = abs(left['table']['起'].corr(left['table']['链'], method='spearman'))
    assert lines[2] == f'group of 起, lowest correlation {correlation:.2f}: 起, 链'
    assert lines[3].startswith('group of 城市_上海, lowest correlation 1.00: ')
    assert [line for line in lines if line.startswith('named: 起 + 1, by ')]
    assert lines[-1] == f'chart = {path.with_suffix(".png")}'
    assert path.with_suffix('.png').is_file()


FITTING = {'a': range(50), 'b': 1.5, 'label': [0, 1] * 25}


@pytest.mark.parametrize(
    ('change', 'words'),
    [
        ({'a': [None, *range(49)], 'b': None}, "have gaps: 'a': 1, 'b': 50[.] .*drop.*dropna"),
        ({'a': 'text'}, "'a' does not hold numbers.*get_dummies"),
        ({'a': [np.inf, *range(49)]}, "'a' has infinite"),
        ({'label': [None, 1] * 25}, 'label has gaps.*dropna'),
        ({'label': 1}, 'label has 1 value'),
        ({'label': [*'abcab'] * 10}, "label has 3 value.*labels == 'x'"),
        ({'label': [0] * 46 + [1] * 4}, 'Label 1 has 4 rows'),
    ],
)
def test_a_table_that_does_not_fit_is_an_error_that_says_what_to_do(change, words):
    table = pd.DataFrame(FITTING)
    script.check_table(table.drop(columns='label'), table['label'])
    table = table.assign(**change)
    with pytest.raises(ValueError, match=words):
        script.check_table(table.drop(columns='label'), table['label'])


def test_one_column_or_two_of_one_name_do_not_fit_either():
    table = pd.DataFrame(FITTING)
    with pytest.raises(ValueError, match='at least two'):
        script.check_table(table[['a']], table['label'])
    with pytest.raises(ValueError, match="Two columns have the name 'a'"):
        script.check_table(table[['a', 'b', 'a']], table['label'])


# What the pages claim.


@pytest.mark.slow
def test_the_made_up_table_and_its_picture_show_what_readme_tells(capsys, monkeypatch):
    monkeypatch.setattr(script, 'CHART', REPOSITORY / 'figures' / 'made_up_table.png')
    table, labels = script.made_up_table()
    splits = script.train_splits(table, labels)
    groups = script.group_columns(table)
    script.report(splits, groups)
    printed = capsys.readouterr().out
    assert re.findall('named: (.), by attention_demo, random forest\n', printed) in (
        ['0', '1'],
        ['1', '0'],
    )
    assert printed.count('named: ') == 2
    by_weight = by_importance = 0
    lost = script.importances(splits, groups)
    for seed, split in enumerate(splits):
        by_weight += {*split.attention.nlargest(2).index} == {0, 1}
        both = lost.loc[seed, ['attention_demo', 'random forest']]
        by_importance += all({*both[model].nlargest(2).index} == {0, 1} for model in both)
    sentence = (
        'never the two highest ({} of 10 seeds); by importance in `attention_demo` and in the '
    )
    sentence += 'forest (lower half), they always are ({} of 10)'
    check_claim('README.md', sentence, [by_weight, by_importance], 0)


@pytest.mark.slow
def test_the_tumours_show_what_the_sample_in_the_head_tells(capsys):
    table, labels = script.tumours()
    groups = script.group_columns(table)
    script.describe(table, labels, groups)
    splits = script.train_splits(table, labels)
    script.report(splits, groups)
    printed = capsys.readouterr().out
    head = script.__doc__

    page = 'figures/column_importance.py'
    check_claim(page, '), columns = {}, groups = {}', [table.shape[1], len(groups)], 0)
    aucs = pd.DataFrame([split.aucs() for split in splits])
    for model in aucs:
        measured = [aucs[model].mean(), aucs[model].std()]
        check_claim(page, f'\n{model}: mean AUC = {{}}, sd = {{}}', measured, 0.004)
    weights = script.weights_by_group(splits, groups)
    means, sds = script.mean_and_sd(script.importances(splits, groups))
    for first in ['mean radius', 'mean compactness', 'radius error']:
        label = script.label_of(first, groups)
        row = re.search(f'^{re.escape(label)} +(.*)', head, re.MULTILINE)[1]
        claimed = [float(number) for number in re.findall('-?[0-9.]+', row)]
        assert claimed[0] == len(groups[first])
        assert claimed[1] == pytest.approx(weights[first].mean(), abs=0.01)
        print(row, *means.loc[first], *sds.loc[first])
        np.testing.assert_allclose(claimed[2::2], means.loc[first], atol=0.02)
        np.testing.assert_allclose(claimed[3::2], sds.loc[first], atol=0.015)
        assert f'\nnamed: {label}, by ' in printed
    assert printed.count('\nnamed: ') == 4
    named = 'named: mean radius + 5, by attention_demo, logistic regression, random forest'
    assert named in head
    assert named in printed
