"""一列对模型有多重要 · What a column is worth to a model

输出的例子，有省略；怎样读，见下面的 (a) 至 (d)
A sample of the output, shortened; (a) to (d) below say how to read it:

rows = 569, columns = 30, groups = 16
group of mean radius, lowest correlation 0.97: mean radius, mean perimeter, mean area, worst radius, …
…
seed 9: AUC attention_demo = 0.999, logistic regression = 1.000, random forest = 0.998
attention_demo: mean AUC = 0.995, sd = 0.004
logistic regression: mean AUC = 0.998, sd = 0.001
random forest: mean AUC = 0.990, sd = 0.010
                                 columns weight    attention_demo logistic regression     random forest
mean radius + 5                        6  0.071   0.135 ± 0.040 *     0.061 ± 0.016 *   0.134 ± 0.015 *
mean compactness + 5                   6  0.048   0.061 ± 0.026 *     0.036 ± 0.011 *   0.039 ± 0.011 *
radius error + 2                       3  0.025   0.035 ± 0.022       0.017 ± 0.008 *   0.001 ± 0.004
mean texture + 1                       2  0.034   0.016 ± 0.006 *     0.008 ± 0.003 *   0.003 ± 0.001
fractal dimension error                1  0.004   0.002 ± 0.006       0.002 ± 0.003    -0.000 ± 0.000
…
all columns not named, together       13  0.011   0.021 ± 0.007 *     0.010 ± 0.006    -0.001 ± 0.003
named: mean radius + 5, by attention_demo, logistic regression, random forest
…
all columns not named, together: 0.021 ± 0.007 *
chart = …/figures/column_importance.png

【中文】

本程序衡量表格中的每一列对预测有多大用处。它用十个随机种子把表中的行各划分一次：五分之四用来训练三个
模型，即 attention_demo.py 的模型、逻辑回归（logistic regression）和随机森林（random forest）；留出
的五分之一不参加训练，用来测量各列的置换重要性，并与 Attention 权重对照。请在仓库的文件夹中执行：

python -m pip install scikit-learn
python figures/column_importance.py

自带的表是 569 例肿瘤的 30 项测量值，需要一到三分钟（JAX 比 TensorFlow 快）。列数越多，用时越长。

换成别的表，只需改动本文件末尾的一行 table, labels = tumours()。先换成 made_up_table()：这张表的答案
是已知的，标签只取决于第 0 列和第 1 列（x0² + x1² > 1.4）。程序点名的正是这两列，而它们的 Attention
权重并不突出。然后把自己的文件放在 attention_demo.py 旁边，照函数 own_table() 中的注释改好各行，再换
成 own_table()。标签必须恰好有两种，其余各列必须都是数；如果不符合，程序在训练之前就会报错，并说明怎
样改。

怎样读输出：

(a) 先看模型学到了没有。AUC 是从两种标签的行中各任取一行，模型把先后次序排对的概率：0.5 等于瞎猜，1
表示次序全对。平均 AUC 比 0.5 高出不到两倍标准差（sd）的模型，后面注明 left out，不参加点名。如果三
个模型都是这样，就说明这三个模型在表中什么也没有找到。如果另一个模型明显好于 attention_demo，
Attention 权重解释的就是一个较差的模型；attention_demo 只训练固定的轮数，没有调参。

(b) 再看点了哪些列的名。一组列的重要性，就是在留出的行之间一起打乱这组列的值以后，AUC 下降多少。只要
在一个学到东西的模型中，十次划分的平均重要性超过标准差的两倍，这一组就被点名，表中加 *，图中的竖线不
碰到 0：这个模型用到了它。它有多重要，看 AUC 最高的模型。没有被点名，只说明凭这些行看不出它重要。对
单个模型来说，这相当于 Nadeau 和 Bengio 校正的 t 检验取 t = 3.4，单侧 p 约为 0.004
（https://doi.org/10.1023/A:1024068626366）。但列多了总会误点：在人工生成的表上（三列有用，其余无
用；逻辑回归和随机森林），有 10 个无用的列时，每二十张表有一张误点；20 个时，每七张有一张；50 个时，
每四张有一张。行多了也不会好转。行少时会漏掉作用较弱的列；起决定作用的是，较少的那种标签有多少行。

(c) 平均相关系数（Spearman 秩相关，取绝对值）高于 same 的列归为一组，以第一列的列名称呼，"+ 5" 表示
另有五列；输出中有组内最低的相关系数。起作用的是组内哪一列，凭这些行谁也分不出来。最后一行 all
columns not named, together 是把所有没有点名的列一起打乱的结果。如果它带 *，数值又不小，就有几列分担
了作用，单独看都不够格：请把 same 改成 0.6，再改成 0.5（0.7 可能还不如 0.8）。如果一个组太大，看不出
名堂，就把 same 调高，再看这一行。许多相关系数相等时，换一种列的顺序，分组可能不同。由于其他原因应该
合起来判断的列，例如同一个类别的几个 0/1 列，可以合并：groups['A'] += groups.pop('B')，写在 groups =
一行下面，A 和 B 是两组的第一列。在 notebook 中，用 %run -i 运行一次以后，执行 report(splits,
group_columns(table, same=0.6))，不必重新训练。

(d) 最容易误导人的是：**记录了结果、或者知道结果之后才填的列，会抢走真正有用的列的重要性，甚至全部抢
走；有几个这样的列时，它们互相分担。**对每个点了名的列都要问：它是什么时候填的？AUC 接近 1 时尤其要
问。事后填的列要去掉，再运行一次。（与标签完全相同的列会使其他列都落选；只给一部分行填了的列，AUC 并
不高，从数字上看不出来。）如果标签随时间变化，那么编号、日期和所有随时间变化的列都会被点名：应该留出
最后的行，而不是随机抽取的行，否则不要相信结果。此外，每一行必须各自独立：一个病人只能占一行，也不能
是逐日的记录。空缺不能填 999 之类的代码。模型用到的列，未必是原因。

【English】

This program measures how useful each column of a table is for predicting its label. With each of
ten random seeds, four fifths of the rows train three models: that of attention_demo.py, a logistic
regression and a random forest. The fifth that is held out does not train; it measures the
permutation importance of each column, which is shown beside the attention weight. In the
repository's folder, run:

python -m pip install scikit-learn
python figures/column_importance.py

Its own table, 30 measurements of 569 tumours, takes one to three minutes (JAX is faster than
TensorFlow). More columns take longer.

For another table, edit the line `table, labels = tumours()` at the end of this file. First write
made_up_table(), whose answer is known: columns 0 and 1 alone decide the label (x0² + x1² > 1.4).
The program names just these two, and their attention weights do not stand out. Then put your own
file beside attention_demo.py, edit the lines of the function own_table() as its comments say, and
write own_table(). The label must have two values, and all other columns must be numbers; a table
that does not fit is an error before the training, which says what to do.

How to read the output:

(a) First see whether a model has learnt. The AUC is the chance that a model puts two rows of
different labels in the right order: 0.5 is guessing, 1 is the right order throughout. A model whose
mean AUC is not above 0.5 by twice its standard deviation (sd) is marked `left out` and names
nothing. If all three are left out, these three models find nothing in the table. If another model
is clearly better than attention_demo, the attention weights explain a lesser model; it is trained
for a fixed while, untuned.

(b) Then see which columns are named. The importance of a group of columns is the AUC that is lost
when their values are shuffled together among the rows held out. A group is named if, in any model
that has learnt, the mean of the ten splits exceeds twice the standard deviation (* in the table; in
the chart, its line stays above 0): this model uses it. For how much it matters, see the model of
the highest AUC. If a group is not named, these rows do not show that it matters. For one model,
this is the corrected t test of Nadeau and Bengio at t = 3.4, a one-sided p of about 0.004
(https://doi.org/10.1023/A:1024068626366). But among many columns some are named in error: on
made-up tables (three columns decide; a regression and a forest), one table in twenty names one of
10 useless columns, one in seven one of 20, and one in four one of 50. More rows do not help. In few
rows, weak columns are missed: what counts is how many rows have the rarer label.

(c) Columns whose rank correlations (Spearman, absolute) are above `same` on average form a group,
which is called by its first column; "+ 5" is five more. The lowest correlation in a group is
printed. Which column of a group it is that matters, nobody can tell from these rows. The line `all
columns not named, together` has what is lost when they are all shuffled. If it has a * and is not
small, columns that you do not see share the work, and none of them is enough by itself: set `same`
to 0.6, then to 0.5 (0.7 can be worse than 0.8). If a group is too large to be of use, raise `same`,
and look at that line again. Where many correlations are equal, another order of the columns can
group them otherwise. Columns that belong together for another reason, such as the 0/1 columns of
one category, can be joined: groups['A'] += groups.pop('B') below the line `groups = …`, where A and
B are the first columns of two groups. In a notebook, after `%run -i` of this file, the line
report(splits, group_columns(table, same=0.6)) needs no new training.

(d) What misleads most: **a column that records the outcome, or is known only after it, takes
importance from the true ones, up to all of it; several such columns share it.** Ask of every column
that is named when it is filled in, above all if the AUC is near 1; drop those that are filled in
after the outcome, and run again. (An exact copy of the label hides all other columns; with a column
filled in for some rows only, the AUC is not high, and no figure gives it away.) If the label drifts
with time, a running number, a date and every column that drifts, too, are named: hold out the last
rows instead of random ones, or do not trust the result. Each row must be a case of its own: no
patient twice, no days in a row. A code such as 999 must not stand for a gap. And what a model uses
need not be a cause.

https://scikit-learn.org/stable/modules/permutation_importance.html
https://scikit-learn.org/stable/auto_examples/inspection/plot_permutation_importance_multicollinear.html
"""

import sys
from pathlib import Path
from typing import NamedTuple

# attention_demo.py 所在的文件夹 · the folder of attention_demo.py
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import attention_demo
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from keras.utils import set_random_seed
from matplotlib.colors import to_rgba
from sklearn.cluster import AgglomerativeClustering
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

REPOSITORY = Path(__file__).resolve().parents[1]
CHART = REPOSITORY / 'figures' / 'column_importance.png'
NOT_NAMED = 'all columns not named, together'


def tumours():
    """Return 30 measurements of 569 tumours, a float64 table of shape (569, 30), and the labels, a
    Series of shape (569,): 0 is malignant, 1 is benign. scikit-learn brings them.
    """
    return load_breast_cancer(return_X_y=True, as_frame=True)


def made_up_table():
    """Return a table of random numbers, float64 of shape (1000, 10), and boolean labels of shape
    (1000,), which columns 0 and 1 decide together and nothing else does.
    """
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(1000, 10)))
    labels = table[0] ** 2 + table[1] ** 2 > 1.4
    return table, labels


def own_table():
    """Return the table of your file, a number in each cell, and its labels, two different values,
    one a row. Edit these lines: the file lies beside attention_demo.py.
    """
    # 中文版 Excel 存的 CSV 多为 gb18030 · a CSV saved by a Chinese Excel is mostly gb18030
    table = pd.read_csv(REPOSITORY / 'table.csv', encoding='utf-8')
    # 编号不是测量值；没有这样的列，就删去这一行 · an ID measures nothing; without one, delete this line
    table = table.drop(columns='ID')
    # 有空缺：删去有空缺的行，或自行填补 · gaps: leave out the rows that have some, or fill them
    # table = table.dropna()
    labels = table.pop('label')
    # 有文字的列：每个词改成一个 0/1 列 · words: a column of 0 and 1 for each word
    # table = pd.get_dummies(table, columns=['city'], dtype=int)
    # 让 Matplotlib 显示中文 · so that Matplotlib shows Chinese
    plt.rcParams['font.sans-serif'] = [
        'SimHei',
        'Arial Unicode MS',
        'Noto Sans CJK JP',
        'DejaVu Sans',
    ]
    plt.rcParams['axes.unicode_minus'] = False
    return table, labels


def check_table(table, labels):
    """Raise a ValueError that says what to do, if the table or its labels do not fit."""
    if table.shape[1] < 2:
        raise ValueError(f'The table has {table.shape[1]} column(s): at least two are needed.')
    for name in table.columns[table.columns.duplicated()]:
        raise ValueError(f'Two columns have the name {name!r}: rename or drop one of them.')
    for name, column in table.items():
        if column.isna().any():
            raise ValueError(
                f'Column {name!r} has gaps: leave out those rows with table = table.dropna(), '
                'before the label is taken out, or fill the gaps.'
            )
        if not pd.api.types.is_numeric_dtype(column):
            raise ValueError(
                f'Column {name!r} holds more than numbers: drop it, or make columns of 0 and 1 of '
                f'it with table = pd.get_dummies(table, columns=[{name!r}], dtype=int).'
            )
        if np.isinf(column).any():
            raise ValueError(f'Column {name!r} has infinite numbers: leave out those rows.')
    if labels.isna().any():
        raise ValueError('The label has gaps: leave out those rows with table = table.dropna().')
    rows = labels.value_counts()
    if len(rows) != 2:
        raise ValueError(
            f'The label has {len(rows)} value(s), and two are needed: '
            "labels = labels == 'x' makes two of several, labels = labels > 5 two of a number."
        )
    if rows.min() < 5:
        raise ValueError(f'Label {rows.idxmin()} has {rows.min()} rows: five or more are needed.')


def rank_correlations(table):
    """Return the absolute rank correlations of Spearman of a table of shape (rows, columns), a
    DataFrame of shape (columns, columns). A constant column has none: 0.
    """
    return table.corr(method='spearman').abs().fillna(0)


def group_columns(table, same=0.8):
    """Return the groups of a table of shape (rows, columns), a dict from the first column of each
    group to the list of its columns.

    The columns of a group correlate above `same` on average, as `rank_correlations` has it.
    """
    distances = 1 - rank_correlations(table).to_numpy()  # (columns, columns)
    np.fill_diagonal(distances, 0)
    clustering = AgglomerativeClustering(
        n_clusters=None, metric='precomputed', linkage='average', distance_threshold=1 - same
    )
    numbers = clustering.fit_predict(distances)  # (columns,), the number of each one's group
    groups = {}
    for number in pd.unique(numbers):
        columns = [*table.columns[numbers == number]]
        groups[columns[0]] = columns
    return groups


def train(x, y, seed):
    """Train three models on x, float64 of shape (rows, columns), and y, 0 and 1 of shape (rows,).

    Return a dict from the name of each model to a function that takes rows like those of x and
    returns the probability of label 1, of shape (rows,); and a function that returns the attention
    weights of such rows, of shape (rows, columns). All models but the forest scale the columns.
    """
    scaler = StandardScaler().fit(x)
    attention_demo.input_dim = x.shape[1]  # which build_model reads
    set_random_seed(seed)
    m, attention_vec_model = attention_demo.build_model()
    m.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
    epochs = min(200, max(20, 100_000 // len(x)))  # 文章 · the article: 20 * 5,000 samples
    m.fit([scaler.transform(x)], y[:, None], epochs=epochs, batch_size=64, verbose=0)
    regression = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(x, y)
    forest = RandomForestClassifier(random_state=seed).fit(x, y)
    predict = {
        'attention_demo': lambda x: m.predict_on_batch([scaler.transform(x)])[:, 0],
        'logistic regression': lambda x: regression.predict_proba(x)[:, 1],
        'random forest': lambda x: forest.predict_proba(x)[:, 1],
    }
    return predict, lambda x: attention_vec_model.predict_on_batch([scaler.transform(x)])


class Split(NamedTuple):
    """The models of one split of the rows, and the rows that did not train them."""

    predict: dict  # from the name of a model to its function, as `train` returns it
    attention: pd.Series  # (columns,), the mean attention weights of the rows held out
    x: np.ndarray  # (rows held out, columns)
    y: np.ndarray  # (rows held out,), 0 and 1

    def aucs(self):
        """Return the AUC of each model on the rows held out, a dict from its name."""
        return {name: roc_auc_score(self.y, p(self.x)) for name, p in self.predict.items()}


def train_splits(table, labels, seeds=10):
    """Return a list of Splits, one a seed, each with a fifth of the rows held out, stratified.

    The table has shape (rows, columns), the labels (rows,). A line is printed for each seed.
    """
    x = table.to_numpy(float)
    y, _ = pd.factorize(labels, sort=True)  # 0 and 1, whatever the labels are
    splits = []
    for seed in range(seeds):
        x_train, x_test, y_train, y_test = train_test_split(
            x, y, test_size=0.2, random_state=seed, stratify=y
        )
        predict, attention_weights = train(x_train, y_train, seed)
        attention = pd.Series(attention_weights(x_test).mean(axis=0), index=table.columns)
        split = Split(predict, attention, x_test, y_test)
        splits.append(split)
        aucs = ', '.join(f'{name} = {auc:.3f}' for name, auc in split.aucs().items())
        print(f'seed {seed}: AUC {aucs}', flush=True)
    return splits


def importance(predict, x, y, columns, seed, repeats=20):
    """Return the permutation importance of columns, a list of their positions in x: the AUC of a
    model, less its mean AUC on copies of the rows in which these columns are shuffled together.

    predict takes rows like those of x, of shape (rows, columns), and returns probabilities of label
    1, of shape (rows,); y, of shape (rows,), has the labels 0 and 1.
    """
    random = np.random.default_rng(seed)
    copies = np.tile(x, (repeats, 1, 1))  # (repeats, rows, columns)
    for copy in copies:
        copy[:, columns] = random.permutation(x[:, columns])  # whole rows of these columns
    predicted = predict(copies.reshape(-1, x.shape[1])).reshape(repeats, len(x))
    shuffled = [roc_auc_score(y, probabilities) for probabilities in predicted]
    return roc_auc_score(y, predict(x)) - np.mean(shuffled)


def importances(splits, groups):
    """Return the importance of each group, a dict as `group_columns` returns it, in each model and
    split: a DataFrame with a row for each seed and group, and a column for each model.
    """
    records = []
    for seed, split in enumerate(splits):
        for first, columns in groups.items():
            positions = split.attention.index.get_indexer(columns)
            record = {'seed': seed, 'group': first}
            for model, predict in split.predict.items():
                record[model] = importance(predict, split.x, split.y, positions, seed)
            records.append(record)
    models = splits[0].predict
    return pd.DataFrame(records, columns=['seed', 'group', *models]).set_index(['seed', 'group'])


def mean_and_sd(lost):
    """Return the mean of each group's importances over the seeds, and the standard deviation: two
    DataFrames with a row for each group and a column for each model, from what `importances`
    returns.
    """
    by_group = lost.groupby('group', sort=False)
    return by_group.mean(), by_group.std()


def models_that_learnt(aucs):
    """Return the names of the models whose mean AUC is above 0.5 by more than twice its standard
    deviation. The AUCs are a DataFrame with a row for each seed and a column for each model.
    """
    return [model for model in aucs if aucs[model].mean() > 0.5 + 2 * aucs[model].std()]


def named_groups(means, sds, learnt):
    """Return the groups that count, a dict from the first column of each to the models that name
    it: those that learnt, in which its mean importance exceeds twice the standard deviation.
    """
    named = {}
    for first in means.index:
        models = [model for model in learnt if means[model][first] > 2 * sds[model][first]]
        if models:
            named[first] = models
    return named


def columns_not_named(groups, named):
    """Return the columns of all groups that are not named, in one list."""
    return [column for first, columns in groups.items() if first not in named for column in columns]


def describe(table, groups):
    """Print the table's size, how many rows it has more than once, and each group of several
    columns with the lowest correlation in it.
    """
    print(f'rows = {len(table)}, columns = {table.shape[1]}, groups = {len(groups)}')
    repeated = table.duplicated(keep=False).sum()
    if repeated:
        print(
            f'rows that stand more than once: {repeated} '
            '(usual where few values are possible; delete true copies only)'
        )
    correlations = rank_correlations(table)
    for first, columns in groups.items():
        if len(columns) > 1:
            lowest = correlations.loc[columns, columns].min(axis=None)
            names = ', '.join(map(str, columns))
            print(f'group of {first}, lowest correlation {lowest:.2f}: {names}')


def label_of(first, groups):
    """Return a group's label: its first column and the number of the others."""
    if first == NOT_NAMED:
        return NOT_NAMED
    others = len(groups[first]) - 1
    return f'{first} + {others}' if others else str(first)


def weights_a_column(splits, groups):
    """Return the mean attention weight of the columns of each group, a DataFrame with a row for
    each seed and a column for each group.
    """
    weights = pd.DataFrame([split.attention for split in splits])  # (seeds, columns)
    return pd.DataFrame({first: weights[columns].mean(axis=1) for first, columns in groups.items()})


def results_table(order, groups, weights, means, sds, learnt):
    """Return a table of text with a row for each group, in this order: how many columns it has, the
    attention weight of a column, and the importance in each model, with * where it counts.
    """
    table = pd.DataFrame(index=[label_of(first, groups) for first in order])
    table['columns'] = [len(groups[first]) for first in order]
    table['weight'] = [f'{weights[first].mean():.3f}' for first in order]
    for model in means:
        cells = []
        for first in order:
            mean, sd = means[model][first], sds[model][first]
            star = '*' if model in learnt and mean > 2 * sd else ' '
            cells.append(f'{mean:.3f} ± {sd:.3f} {star}')
        table[model] = cells
    return table


def draw(order, groups, weights, means, sds, aucs, named, most=30):
    """Draw the attention weights of the groups above their importances, in this order; of more than
    `most` groups those that are named, and then the first.
    """
    learnt = models_that_learnt(aucs)
    others = [first for first in order if first not in named][: max(most - len(named), 0)]
    shown = [first for first in order if first in named or first in others]
    counted = f'{len(shown)} of {len(order)} groups; ' if len(shown) < len(order) else ''
    colors = [to_rgba(f'C{n}', 1 if model in learnt else 0.25) for n, model in enumerate(means)]
    with plt.rc_context({'text.parse_math': False}):  # a dollar in a name is a dollar
        _, (upper, lower) = plt.subplots(
            2, sharex=True, figsize=(6 + len(shown) / 5, 8), layout='constrained'
        )
        weights[shown].mean().plot.bar(ax=upper, color='0.8')
        upper.plot(weights[shown].T.to_numpy(), 'k.', markersize=4)
        upper.axhline(1 / sum(len(groups[first]) for first in order), color='0.5', linestyle='--')
        upper.set_title(f'attention weight ({counted}dot: a seed; dashed: even share)')
        upper.set_ylabel('weight a column')
        means.loc[shown].plot.bar(ax=lower, yerr=2 * sds.loc[shown], color=colors)
        lower.set_title('permutation importance (line: ± 2 standard deviations; *: named)')
        lower.set_ylabel('AUC lost')
        lower.legend([f'{model}, AUC = {auc:.3f}' for model, auc in aucs.mean().items()])
        lower.axhline(0, color='0.5', linewidth=0.8)  # after the legend, which has the bars only
        lower.set_xticklabels(
            ('* ' if first in named else '') + label_of(first, groups) for first in shown
        )
    return upper, lower


def report(splits, groups):
    """Measure the groups in the splits, print the results, and draw, save and show the chart. How
    to read them stands in the head of this file.
    """
    aucs = pd.DataFrame([split.aucs() for split in splits])  # (seeds, models)
    learnt = models_that_learnt(aucs)
    for model in aucs:
        left_out = '' if model in learnt else ', left out'
        print(
            f'{model}: mean AUC = {aucs[model].mean():.3f}, sd = {aucs[model].std():.3f}{left_out}'
        )

    means, sds = mean_and_sd(importances(splits, groups))
    named = named_groups(means, sds, learnt)
    order = [*means[aucs.mean().idxmax()].sort_values(ascending=False).index]
    rest = {}
    if learnt and len(named) < len(groups):
        rest = {NOT_NAMED: columns_not_named(groups, named)}
        means_of_rest, sds_of_rest = mean_and_sd(importances(splits, rest))
        means, sds = pd.concat([means, means_of_rest]), pd.concat([sds, sds_of_rest])
    measured = {**groups, **rest}
    weights = weights_a_column(splits, measured)
    with pd.option_context('display.unicode.east_asian_width', True):
        print(results_table([*order, *rest], measured, weights, means, sds, learnt).to_string())

    for first in order:
        if first in named:
            print(f'named: {label_of(first, groups)}, by', ', '.join(named[first]))
    if not named:
        print('named: none')
    if rest:
        counts = named_groups(means.loc[[NOT_NAMED]], sds, learnt).get(NOT_NAMED, [])
        model = means.loc[NOT_NAMED, counts or learnt].idxmax()
        star = ' *' if counts else ''
        print(f'{NOT_NAMED}: {means[model][NOT_NAMED]:.3f} ± {sds[model][NOT_NAMED]:.3f}{star}')
    draw(order, groups, weights, means, sds, aucs, named)
    plt.savefig(CHART)
    print('chart =', CHART)
    plt.show()


if __name__ == '__main__':
    table, labels = tumours()  # 自己的表 · your own table: own_table()
    check_table(table, labels)
    groups = group_columns(table, same=0.8)
    # 要合并两组，各写第一列的列名 · to join two groups, each by the name of its first column:
    # groups['A'] += groups.pop('B')
    describe(table, groups)
    splits = train_splits(table, labels)
    report(splits, groups)
