"""一列对模型有多重要 · What a column is worth to a model

输出的例子，有省略；怎样读，见下面的 (a) 至 (d)
A sample of the output, shortened; (a) to (d) below say how to read it:

rows = 569 (1: 357, 0: 212), columns = 30, groups = 16
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
…
all columns not named, together       13  0.011   0.021 ± 0.007 *     0.010 ± 0.006    -0.001 ± 0.003
named: mean radius + 5, by attention_demo, logistic regression, random forest
…
all columns not named, together: 0.021 ± 0.007 *
chart = …/figures/column_importance.png

【中文】

本程序衡量表格中的每一列对预测标签有多大用处。它把表中的行随机划分十次（随机种子为 0 至 9），每次用
五分之四的行训练三个模型，即 attention_demo.py 的模型、逻辑回归（logistic regression）和随机森林
（random forest），再用留出的五分之一测量各列的置换重要性，与 Attention 权重对照。请在仓库的文件夹中
执行：

python -m pip install scikit-learn
python figures/column_importance.py

自带的表有 569 例肿瘤，各有 30 项测量值，标签为恶性（0）或良性（1）。程序运行一到三分钟，JAX 比
TensorFlow 快；列数越多，用时越长。

要换成别的表，只需修改本文件末尾的一行 table, labels = tumours()。先把 tumours() 换成
made_up_table()，这张表的答案是已知的：标签只取决于第 0 列和第 1 列（x0² + x1² > 1.4）。程序点名的正
是这两列，而在十次划分中，它们的 Attention 权重没有一次是前两名。然后把自己的表存为 table.csv，放在
attention_demo.py 旁边，照注释改好函数 own_table() 中的各行，再换成 own_table()。标签必须恰好有两
种，其余各列必须都是数。如果不符合，程序在训练之前就会报错（英文），并给出该写的语句。

怎样读输出：

(a) 先看模型学到了没有。任取标签不同的两行，看模型是否给标签为 1 的那一行打出更高的概率，打对的比例
就是 AUC（标签不是 0 和 1 时，排序在后的算 1；算哪个都不影响重要性）：0.5 等于瞎猜，1 表示次序全对。
平均 AUC 不超过 0.5 加两倍标准差（sd）的模型，输出中注明 left out，图中颜色浅，不用来判断哪些列有
用。如果三个模型都是这样，就说明这三个模型在表中什么也没有找到。如果另一个模型明显好于
attention_demo，Attention 权重解释的就是一个较差的模型；attention_demo 训练的轮数只由行数决定，没有
调参。

(b) 再看哪些组被点名。一组就是一列或几列，见 (c)。把一组列的值在留出的行之间一起打乱，AUC 下降多少，
这一组的重要性就是多少。表中各模型的那一列，是十次划分的平均重要性 ± 标准差；weight 是组内各列
Attention 权重的平均值。除注明 left out 的模型外，只要有一个模型的平均重要性大于标准差的两倍（用舍入
前的数比较），这一组就被点名，表中加 *；图中的误差线是 ± 两倍标准差，整条都在 0 以上。这说明那个模型
用到了它。它有多重要，看带 * 的数中最大的：各个模型看到的东西不同，例如逻辑回归看不见两列的共同作
用。程序不说明一列怎样起作用，也不说明与哪一列一起起作用。没有被点名，只说明凭这些行看不出它重要。

误报有多常见：对单个模型来说，大于标准差的两倍，相当于 Nadeau 和 Bengio 校正的 t 检验取 t = 3.4，单
侧 p 约为 0.004（https://doi.org/10.1023/A:1024068626366）。但列多了总会误报，即点了无用的列的名。我
们用人工生成的表测过（300 行，三列有用，只用逻辑回归和随机森林）：无用的列有 10 个时，40 张表中有 3
张误报；20 个时，40 张中有 7 张；50 个时，24 张中有 6 张。行多了也不会好转（1000 行、20 个无用的列：
20 张中有 5 张）。行少时会漏掉作用较弱的列；关键看较少的那种标签有多少行。

(c) 彼此的秩相关系数（Spearman，取绝对值）平均高于 same 的列归为一组，用组内第一列的列名称呼，“+
5”表示另有五列；每组有哪些列、组内最低的相关系数，都在输出的开头。起作用的是组内哪一列，程序分不出
来。same 在本文件末尾，默认为 0.8。最后一行 all columns not named, together 是把所有没有被点名的列一
起打乱的结果，下面单独又写出损失最大的那个模型的数。如果它带 *，与被点名的组相比又不小，就说明有几列
都有用，但单独打乱任何一组，影响都不明显：请把 same 改成 0.6，再看这一行，必要时改成 0.5。（在例子
中，0.021 比 0.135 小得多，不必改。）一组的列太多，看不出该关注哪一列时，把 same 调高，再看这一行。
由于其他原因应该合起来判断的列，例如同一个类别的几个 0/1 列，可以合并：去掉本文件末尾 groups['A'] 一
行前面的 # 和空格，A 和 B 换成两个组的第一列，每再合并一组就再写一行。在 notebook 中用 %run -i 运行
一次以后，执行下面三行，就能换一种分组，不必重新训练：

groups = group_columns(table, same=0.6)
describe(table, labels, groups)
report(splits, groups)

(d) 最容易误导人的，是记录了结果的列，以及结果已知之后才填的列。**这样的列会从真正有用的列那里夺走一
部分重要性，甚至全部；这样的列有几个时，各得一部分。**对每个被点名的列都要问：它是什么时候填的？AUC
接近 1 时尤其要问。事后填的列，要在删去有空缺的行之前去掉，再运行一次。（与标签完全相同的列，会使其
他各列都不被点名；事后填的列如果只填了一部分行，AUC 不会接近 1，看不出问题。）如果两种标签的比例随时
间变化，编号、日期和所有随时间变化的列都会被点名。本程序随机留出，不适用于这样的表：请改写
train_splits，留出最后的行，否则不要相信结果。各行必须互相独立：同一个病人不能占两行，逐日的记录也不
行。空缺不能用 999 之类的数代替；地区号之类的编码不是数量，要改成 0/1 列。模型用到的列，未必是原因。

【English】

This program measures how useful each column of a table is for predicting its label. It splits the
rows at random ten times (seeds 0 to 9). Each time, four fifths of the rows train three models: that
of attention_demo.py, a logistic regression and a random forest. The fifth that is held out measures
the permutation importance of each column, which is shown beside the attention weight. In the
repository's folder, run:

python -m pip install scikit-learn
python figures/column_importance.py

The built-in table has 30 measurements of each of 569 tumours; the label says malignant (0) or
benign (1). A run takes one to three minutes (JAX is faster than TensorFlow). More columns take
longer.

For another table, edit the line `table, labels = tumours()` at the end of this file. First write
made_up_table() for tumours(): its answer is known, as columns 0 and 1 alone decide the label (x0² +
x1² > 1.4). The program names just these two, while in none of the ten splits their attention
weights are the two highest. Then save your own table as table.csv beside attention_demo.py, edit
the lines of the function own_table() as its comments say, and write own_table(). The label must
have two values, and all other columns must be numbers. If they do not, the program stops before the
training, and its message says what to write.

How to read the output:

(a) First see whether a model has learnt. The AUC is the chance that, of two rows of different
labels, the model gives the row of label 1 the higher probability (if the labels are not 0 and 1,
the one that sorts last counts as 1): 0.5 is guessing, 1 is the right order throughout. A model
whose mean AUC is not above 0.5 by twice its standard deviation (sd) is marked `left out`, is pale
in the chart, and names nothing. If all three are left out, these three models find nothing in the
table. If another model is clearly better than attention_demo, the attention weights explain a
lesser model; how long attention_demo is trained depends on the number of rows only; it is not
tuned.

(b) Then see which groups are named; a group is a column or several, see (c). The importance of a
group is the AUC that is lost when its values are shuffled together among the rows held out. The
table has the mean of the ten splits ± the standard deviation; `weight` is the mean attention weight
of the group's columns. A group is named if, in any model that is not left out, the mean exceeds
twice the standard deviation (before rounding): * in the table; in the chart, the line of ± two
standard deviations stays above 0. That model uses it. For how much it matters, take the highest
number that has a *: models see different things, and a logistic regression does not see what two
columns do together. The program does not say how a column acts, or with which other. If a group is
not named, these rows do not show that it matters.

How often a useless column is named: for one model, twice the standard deviation is the corrected t
test of Nadeau and Bengio at t = 3.4, a one-sided p of about 0.004
(https://doi.org/10.1023/A:1024068626366). But among many columns, some are. Measured on made-up
tables (300 rows, three columns decide; a regression and a forest only): with 10 useless columns, 3
of 40 tables named one; with 20, 7 of 40; with 50, 6 of 24. More rows do not help (1,000 rows, 20
useless columns: 5 of 20). With few rows, weak columns are missed; what counts is how many rows have
the rarer label.

(c) Columns whose rank correlations (Spearman, absolute) are above `same` on average form a group,
which is called by its first column; "+ 5" is five more. The columns of each group, and the lowest
correlation in it, are printed first. Which column of a group it is that matters, the program cannot
tell. `same` stands at the end of this file and is 0.8. The last row, `all columns not named,
together`, has what is lost when all of them are shuffled at once; the line below repeats it for the
model that loses most. If it has a * and is not small beside the groups that are named, several
columns are useful, but shuffling one group of them alone hardly shows: set `same` to 0.6, look at
that row again, and, if need be, set it to 0.5. (In the sample, 0.021 is small beside 0.135.) If a
group is too large to be of use, raise `same`, and look at that row again. Columns that belong
together for another reason, such as the 0/1 columns of one category, can be joined: uncomment the
line of groups['A'] at the end of this file, write the first columns of two groups for A and B, and
repeat it for each further group. In a notebook, after `%run -i` of this file, three lines show
other groups without new training:

groups = group_columns(table, same=0.6)
describe(table, labels, groups)
report(splits, groups)

(d) What misleads most is a column that records the outcome, or is filled in only after it. **It
takes importance from the columns that really predict, up to all of it; several such columns share
it.** Ask of every column that is named when it is filled in, above all if the AUC is near 1. Drop
those that are filled in after the outcome, before you drop rows with gaps, and run again. (An exact
copy of the label hides all other columns. If such a column is filled in for some rows only, the AUC
is not near 1, and does not give it away.) If the share of the labels drifts with time, then a
running number, a date and every column that drifts are named as well. This program holds out random
rows and is not made for such a table: rewrite train_splits to hold out the last rows, or do not
trust the result. Each row must be a case of its own: no patient twice, no successive days of one
series. A number such as 999 must not stand for a gap, and a code, such as a region's, must become
columns of 0 and 1. What a model uses need not be a cause.

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
    """Return the table of your own file, which lies beside attention_demo.py, with a number in each
    cell, and its labels, a Series with one of two values for each row. Edit these lines.

    返回自己的表（table.csv，与 attention_demo.py 放在一起，每格一个数）和标签。请修改下面各行。
    """
    # 用中文版 Excel 存的 CSV，多半要把 utf-8 改成 gb18030 · mostly gb18030 from a Chinese Excel
    table = pd.read_csv(REPOSITORY / 'table.csv', encoding='utf-8')
    # 要删去的列写在方括号里：编号、结果已知之后才填的列、空缺很多的列；没有就写 []
    # columns to drop: IDs, what is filled in after the outcome, many gaps; if there are none: []
    table = table.drop(columns=['ID'])
    # 其余的列若有空缺：去掉下一行的 # 和空格，就会删去有空缺的行
    # gaps in other columns: uncomment this line, which drops the rows that have some
    # table = table.dropna()
    # label 换成标签那一列的列名 · the name of the label's column
    labels = table.pop('label')
    # 有文字的列，例如 city：每种取值变成一个 0/1 列 · a column of 0 and 1 for each value of city
    # table = pd.get_dummies(table, columns=['city'], dtype=int)
    # 用来显示中文的字体 · fonts for Chinese names
    fonts = ['SimHei', 'Arial Unicode MS', 'Noto Sans CJK JP', 'DejaVu Sans']
    plt.rcParams.update({'font.sans-serif': fonts, 'axes.unicode_minus': False})
    return table, labels


def check_table(table, labels):
    """Raise a ValueError that says what to do, if the table or its labels do not fit."""
    if table.shape[1] < 2:
        raise ValueError(f'The table has {table.shape[1]} column(s), and at least two are needed.')
    repeated = table.columns[table.columns.duplicated()]
    if len(repeated):
        raise ValueError(f'Two columns have the name {repeated[0]!r}: rename or drop one of them.')
    gaps = table.isna().sum()
    if gaps.any():
        counted = ', '.join(f'{name!r}: {count}' for name, count in gaps[gaps > 0].items())
        raise ValueError(
            f'These columns have gaps: {counted}. Before the label is taken out, drop a column '
            "that has many, table = table.drop(columns=['…']), and the rows of the other gaps, "
            'table = table.dropna().'
        )
    for name, column in table.items():
        if not pd.api.types.is_numeric_dtype(column):
            raise ValueError(
                f'Column {name!r} does not hold numbers only: drop it, or make columns of 0 and 1 '
                f'of it, table = pd.get_dummies(table, columns=[{name!r}], dtype=int).'
            )
        if np.isinf(column).any():
            raise ValueError(f'Column {name!r} has infinite numbers: leave out those rows.')
    if labels.isna().any():
        raise ValueError(
            'The label has gaps: before it is taken out, leave out those rows, '
            'table = table.dropna().'
        )
    rows = labels.astype(object).value_counts()
    if len(rows) != 2:
        raise ValueError(
            f'The label has {len(rows)} value(s), and two are needed: '
            "labels = labels == 'x' makes two of several, labels = labels > 5 two of a number."
        )
    if rows.min() < 5:
        raise ValueError(f'Label {rows.idxmin()} has {rows.min()} rows, and five are needed.')


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
    clustering = AgglomerativeClustering(
        n_clusters=None, metric='precomputed', linkage='average', distance_threshold=1 - same
    )
    clusters = clustering.fit_predict(1 - rank_correlations(table))  # (columns,), integers
    groups = {}
    for cluster in pd.unique(clusters):
        columns = [*table.columns[clusters == cluster]]
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
    # As many samples as the article's 20 * 5,000, but at least 20 epochs and at most 200.
    epochs = min(200, max(20, 100_000 // len(x)))
    m.fit([scaler.transform(x)], y[:, None], epochs=epochs, batch_size=64, verbose=0)
    regression = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(x, y)
    forest = RandomForestClassifier(random_state=seed).fit(x, y)
    predictors = {
        'attention_demo': lambda rows: m.predict_on_batch([scaler.transform(rows)])[:, 0],
        'logistic regression': lambda rows: regression.predict_proba(rows)[:, 1],
        'random forest': lambda rows: forest.predict_proba(rows)[:, 1],
    }
    return predictors, lambda rows: attention_vec_model.predict_on_batch([scaler.transform(rows)])


class Split(NamedTuple):
    """The models of one split of the rows, and the rows that did not train them."""

    predictors: dict  # from the name of a model to its function, as `train` returns it
    attention: pd.Series  # (columns,), the mean attention weights of the rows held out
    x: np.ndarray  # (rows held out, columns)
    y: np.ndarray  # (rows held out,), 0 and 1

    def aucs(self):
        """Return the AUC of each model on the rows held out, a dict from its name."""
        return {
            model: roc_auc_score(self.y, predict(self.x))
            for model, predict in self.predictors.items()
        }


def train_splits(table, labels, seeds=10):
    """Return a list of Splits, one for each seed, which holds out a fifth of the rows, stratified.

    The table has shape (rows, columns), the labels (rows,). A line is printed for each seed.
    """
    x = table.to_numpy(float)
    y, _ = pd.factorize(labels, sort=True)  # 0 and 1, whatever the labels are
    splits = []
    for seed in range(seeds):
        x_train, x_test, y_train, y_test = train_test_split(
            x, y, test_size=0.2, random_state=seed, stratify=y
        )
        predictors, attention_weights = train(x_train, y_train, seed)
        attention = pd.Series(attention_weights(x_test).mean(axis=0), index=table.columns)
        split = Split(predictors, attention, x_test, y_test)
        splits.append(split)
        aucs = ', '.join(f'{model} = {auc:.3f}' for model, auc in split.aucs().items())
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
            for model, predict in split.predictors.items():
                record[model] = importance(predict, split.x, split.y, positions, seed)
            records.append(record)
    return pd.DataFrame(records).set_index(['seed', 'group'])


def mean_and_sd(of_splits):
    """Return the mean importance of each group over the splits, and the standard deviation: two
    DataFrames with a row for each group and a column for each model.
    """
    by_group = of_splits.groupby('group', sort=False)
    return by_group.mean(), by_group.std()


def models_that_learnt(aucs):
    """Return the names of the models whose mean AUC is above 0.5 by more than twice its standard
    deviation. The AUCs are a DataFrame with a row for each seed and a column for each model.
    """
    return [model for model in aucs if aucs[model].mean() > 0.5 + 2 * aucs[model].std()]


def named_by(means, sds, learnt):
    """Return which models name which groups: those that learnt, if the mean importance is above
    twice its standard deviation. A boolean DataFrame with a row for each group and a column for
    each model, like the means and the standard deviations.
    """
    return (means > 2 * sds) & means.columns.isin(learnt)


def weights_by_group(splits, groups):
    """Return the attention weights, as means of the columns of each group: a DataFrame with a row
    for each seed and a column for each group.
    """
    weights = pd.DataFrame([split.attention for split in splits])  # (seeds, columns)
    return pd.DataFrame({first: weights[columns].mean(axis=1) for first, columns in groups.items()})


def label_of(first, groups):
    """Return a group's label: its first column and the number of the others."""
    others = len(groups[first]) - 1
    return f'{first} + {others}' if others and first != NOT_NAMED else str(first)


def describe(table, labels, groups):
    """Print the size of the table, how many rows it has more than once, and each group of several
    columns with the lowest correlation in it.
    """
    by_label = ', '.join(f'{label}: {rows}' for label, rows in labels.value_counts().items())
    print(f'rows = {len(table)} ({by_label}), columns = {table.shape[1]}, groups = {len(groups)}')
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


def results_table(groups, weights, means, sds, named):
    """Return a table of text with a row for each group of the means, in their order: how many
    columns it has, the attention weight of a column, and the importance in each model, ± its
    standard deviation, with * where the model names it.
    """
    table = pd.DataFrame(index=[label_of(first, groups) for first in means.index])
    table['columns'] = [len(groups[first]) for first in means.index]
    table['weight'] = [f'{weights[first].mean():.3f}' for first in means.index]
    for model in means:
        cells = []
        for first in means.index:
            star = '*' if named[model][first] else ' '
            cells.append(f'{means[model][first]:.3f} ± {sds[model][first]:.3f} {star}')
        table[model] = cells
    return table


def draw(groups, weights, means, sds, named, aucs, max_groups=30):
    """Draw the attention weights of the groups above their importances, in the order of the means.
    Of more than `max_groups` groups, draw those that are named, and then the first of the others.
    """
    is_named = named.any(axis=1)
    room = max(max_groups - is_named.sum(), 0)
    others = [first for first in means.index if not is_named[first]][:room]
    shown = [first for first in means.index if is_named[first] or first in others]
    counted = f'{len(shown)} of {len(means)} groups; ' if len(shown) < len(means) else ''
    learnt = models_that_learnt(aucs)
    colors = [to_rgba(f'C{n}', 1 if model in learnt else 0.25) for n, model in enumerate(means)]
    with plt.rc_context({'text.parse_math': False}):  # a dollar in a name is a dollar
        _, (upper, lower) = plt.subplots(
            2, sharex=True, figsize=(6 + len(shown) / 5, 8), layout='constrained'
        )
        weights[shown].mean().plot.bar(ax=upper, color='0.8')
        upper.plot(weights[shown].T.to_numpy(), 'k.', markersize=4)
        upper.axhline(1 / sum(len(groups[first]) for first in means.index), color='0.5', ls='--')
        upper.set_title(f'attention weight ({counted}dot: a seed; dashed: even share)')
        upper.set_ylabel('weight a column')
        means.loc[shown].plot.bar(ax=lower, yerr=2 * sds.loc[shown], color=colors)
        lower.set_title('permutation importance (line: ± 2 standard deviations; *: named)')
        lower.set_ylabel('AUC lost')
        bars = [bars for bars in lower.containers if hasattr(bars, 'patches')]
        lower.legend(bars, [f'{model}, AUC = {auc:.3f}' for model, auc in aucs.mean().items()])
        lower.axhline(0, color='0.5', linewidth=0.8)
        stars = ['* ' if is_named[first] else '' for first in shown]
        labels = [label_of(first, groups) for first in shown]
        lower.set_xticklabels([star + label for star, label in zip(stars, labels, strict=True)])
    return upper, lower


def line_of_rest(means, sds, learnt):
    """Return the line on all columns that are not named, in the model that loses most by them: of
    those that would name them, if any does.
    """
    named = named_by(means, sds, learnt).loc[NOT_NAMED]
    model = means.loc[NOT_NAMED, [*named.index[named]] or learnt].idxmax()
    star = ' *' if named[model] else ''
    return f'{NOT_NAMED}: {means[model][NOT_NAMED]:.3f} ± {sds[model][NOT_NAMED]:.3f}{star}'


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
    means = means.sort_values(aucs.mean().idxmax(), ascending=False)
    sds = sds.loc[means.index]
    named = named_by(means, sds, learnt)

    groups_and_rest, all_means, all_sds = dict(groups), means, sds
    rest = [column for first in groups if not named.loc[first].any() for column in groups[first]]
    if rest and learnt:
        groups_and_rest[NOT_NAMED] = rest
        mean, sd = mean_and_sd(importances(splits, {NOT_NAMED: rest}))
        all_means, all_sds = pd.concat([means, mean]), pd.concat([sds, sd])
    weights = weights_by_group(splits, groups_and_rest)
    all_named = named_by(all_means, all_sds, learnt)
    with pd.option_context('display.unicode.east_asian_width', True):
        print(results_table(groups_and_rest, weights, all_means, all_sds, all_named).to_string())

    for first in means.index[named.any(axis=1)]:
        print(f'named: {label_of(first, groups)}, by', ', '.join(means.columns[named.loc[first]]))
    if not named.any(axis=None):
        print('named: none')
    if NOT_NAMED in groups_and_rest:
        print(line_of_rest(all_means, all_sds, learnt))
    draw(groups, weights, means, sds, named, aucs)
    plt.savefig(CHART)
    print('chart =', CHART)
    plt.show()


if __name__ == '__main__':
    table, labels = tumours()  # 自己的表 · your own table: own_table()
    check_table(table, labels)
    groups = group_columns(table, same=0.8)
    # 合并两组，A 和 B 是各组的第一列 · to join two groups, A and B being their first columns:
    # groups['A'] += groups.pop('B')
    describe(table, labels, groups)
    splits = train_splits(table, labels)
    report(splits, groups)
