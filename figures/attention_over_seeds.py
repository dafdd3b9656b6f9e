"""一张表，十个种子：Attention 权重和贡献有多可信 · One table, ten seeds: what to trust

本程序用十个随机种子训练 attention_demo.py 的模型，看各列的 Attention 权重和贡献是否稳定，并与逻辑回
归对照。表中是 569 例肿瘤的 30 项测量值，标签 0 为恶性，1 为良性。程序需要 scikit-learn，在两核的电
脑上运行三到五分钟。请在 attention_demo.py 所在的文件夹中执行：

This trains the model of attention_demo.py with ten seeds, to see how far the seeds agree on each
column's attention weight and contribution, and holds these against a logistic regression. The table
describes 569 tumours by 30 measurements each; label 0 is malignant, 1 is benign. The program needs
scikit-learn, and takes three to five minutes on two cores. In the folder of attention_demo.py:

python -m pip install scikit-learn
python -m figures.attention_over_seeds

已知答案的表 · A table whose answer is known

先试一次：把以 table, labels = 开头的一行换成下面两行，标签就只取决于第 0 列和第 1 列。图中最下面一
格（与标签的相关系数）几乎是空的；从 Attention 权重（上）认不出这两列；贡献（中）突出了它们，它们的
点全都高于其他列。每个点对应一个种子，柱高是平均值。

Try this first: replace the line `table, labels = …` by these two, and only columns 0 and 1 decide
the label. In the chart, the lowest panel (correlations with the label) is nearly empty, and the
attention weights (top) do not single the two out; the contributions (middle) do, with every dot of
theirs above all others. A dot is a seed, a bar the mean.

table = pd.DataFrame(np.random.default_rng(0).normal(size=(1000, 10)))
labels = table[0] ** 2 + table[1] ** 2 > 1.4

自己的表 · Your own table

把那一行（或刚才换上的两行）换成下面四行，再改成自己的文件名、分隔符、编码和列名。中文版 Excel 存的
CSV 用 gb18030，其他文件多用 utf-8。没有编号列，就删去第二行。标签可以是任意两个词或数；其余各列须全
是数，没有空缺，程序会把它们标准化。最后一行让 Matplotlib 显示中文，三种字体依次用于 Windows、macOS
和 Linux。

Replace that line, or the two now there, by these four, with your own file, separator, encoding and
names. Chinese Excel saves CSV files in gb18030; most others are in utf-8. Without a column of IDs,
leave out the second line. The label may be any two words or numbers; all other columns must be
numbers without gaps, which are scaled for you. The last line gives Matplotlib Chinese: a font each
for Windows, macOS and Linux.

table = pd.read_csv('table.csv', sep=',', encoding='gb18030')
table = table.drop(columns='ID')
labels = table.pop('label')
plt.rcParams['font.sans-serif'] = ['SimHei', 'Arial Unicode MS', 'Noto Sans CJK JP']

怎样读输出 · How to read what it prints

accuracy on the held-out rows, model (mean of the seeds) = …
accuracy on the held-out rows, logistic regression = …
accuracy on the held-out rows, always the commoner label = …
margin below which two accuracies count as equal = …
correlation of two seeds, contributions (mean of the pairs) = …
correlation of two means of 10 seeds, contributions (Spearman-Brown) = …
column,mean attention weight,mean absolute contribution,coefficient,correlation with the label

(a) 两个准确率之差小于 margin，视为相同。模型若没有比“总是回答较常见的标签”高出 margin 以上，就没有
证据表明它学到了什么，各个种子再一致也没有用：下面的就不必读了。
(b) 看贡献，不看 Attention 权重，而且看十个种子的平均值。贡献是一列的值乘以它的 Attention 权重，再乘
以网络给它的系数，取绝对值，也就是它使 sigmoid 的输入改变了多少。two means 一行给出十个种子的平均值
与另外十个的相关系数；none 表示各个种子并不一致。
(c) 再与同一行的回归系数 coefficient 对照，看绝对值。回归如果也通过 (a)，而且与模型同样准确或更准
确，就是更简单的解释；仅被网络看重的列，可能只反映网络自己。回归如果较差，标签与各列就不是线性关系：
可能取决于一列离平均值的远近，也可能取决于几列的组合。贡献能提示是哪些列，但不能说明怎样起作用，也
可能漏掉只影响其他列权重的列。
(d) 彼此的相关系数绝对值达到 0.8 的列（用 table.corr() 查看），每次训练分摊权重和贡献的方式都不同。
这样的列只留一列代表它们，再运行一次。

(a) Accuracies that differ by less than the margin count as equal. If the model does not beat
“always the commoner label” by more than the margin, nothing shows that it has learnt anything,
however well the seeds agree: read no further.
(b) Read contributions, not attention weights, and the mean of the ten seeds. A contribution is a
column's value times its attention weight times the network's coefficient, as an absolute value: how
far it moves the input of the sigmoid. The lines on two means estimate how the mean of ten seeds
correlates with that of ten others; none means that the seeds do not agree.
(c) Hold them against the absolute coefficients of the regression, beside them. Where the regression
passes (a), too, and is as accurate as the model or better, it is the simpler account, and a column
that only the network favours may tell of the network alone. Where it is worse, the label does not
follow the columns in a straight line: a column may count by its distance from the mean, or several
together. The contributions point to columns, not to how they count, and can miss one that only
moves the weights of others.
(d) Columns that correlate at 0.8 or more, or at -0.8 or less (see table.corr()), share weight and
contribution differently with every seed: keep one of them to stand for all, and run again.

数据来源 · Data: https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_breast_cancer.html
"""

import os
from itertools import combinations

import attention_demo
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from keras.utils import set_random_seed
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.utils import check_X_y


def agreement(values):
    """Return how far the k columns of the table values agree, as two correlations: that of two
    columns, the mean of all pairs; and by the Spearman-Brown formula that of the means of two
    groups of k, or None where the first is not positive.
    """
    k = values.shape[1]
    two = np.mean([values[a].corr(values[b]) for a, b in combinations(values, 2)])
    return two, k * two / (1 + (k - 1) * two) if two > 0 else None


# 换成自己的表 · your own table: 见文件开头 · see the head of this file
table, labels = load_breast_cancer(return_X_y=True, as_frame=True)
seeds = range(10)

check_X_y(table, labels)  # a ValueError for gaps, or for text in the table
y, names = pd.factorize(labels, sort=True)
if len(names) != 2:
    raise ValueError(f'The model tells two labels apart, but the table has {len(names)}.')
y = y[:, None]  # (rows, 1), 0 and 1 whatever the labels are
train, test = train_test_split(np.arange(len(y)), test_size=0.2, random_state=0, stratify=y)
x = StandardScaler().fit(table.iloc[train]).transform(table)  # (rows, columns)
attention_demo.input_dim = x.shape[1]  # which build_model reads

commoner = np.bincount(y[test, 0]).max() / len(test)
margin = 2 * np.sqrt(commoner * (1 - commoner) / len(test))
print(f'{len(y)} rows, {x.shape[1]} columns, {len(seeds)} seeds, {len(test)} rows held out')
print(f'label 1 is {names.tolist()[1]!r}', flush=True)
if 1 - commoner <= margin:
    print('These rows cannot tell whether anything is learnt: too few have the rarer label.')

weights, contributions = pd.DataFrame(index=table.columns), pd.DataFrame(index=table.columns)
accuracies = []
for seed in seeds:
    set_random_seed(seed)
    m, attention_vec_model = attention_demo.build_model()
    m.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
    m.fit([x[train]], y[train], epochs=200, batch_size=64, verbose=0)
    accuracies.append(m.evaluate([x[test]], y[test], verbose=0)[1])
    attention_probs = attention_vec_model.predict([x], verbose=0)
    _, _, W, _, u, _ = m.get_weights()
    weights[seed] = attention_probs.mean(axis=0)
    contributions[seed] = abs(x * attention_probs * (W @ u)[:, 0]).mean(axis=0)
    highest = f'weight = {weights[seed].idxmax()}, contribution = {contributions[seed].idxmax()}'
    print(f'seed {seed}: accuracy = {accuracies[-1]:.3f}, highest {highest}', flush=True)

regression = LogisticRegression().fit(x[train], y[train, 0])
accuracy = 'accuracy on the held-out rows,'
print(f'{accuracy} model (mean of the seeds) = {np.mean(accuracies):.3f}')
print(f'{accuracy} logistic regression = {regression.score(x[test], y[test, 0]):.3f}')
print(f'{accuracy} always the commoner label = {commoner:.3f}')
print(f'margin below which two accuracies count as equal = {margin:.3f}')
for name, values in {'weights': weights, 'contributions': contributions}.items():
    two, means = agreement(values)
    means = 'none' if means is None else f'{means:.2f}'
    print(f'correlation of two seeds, {name} (mean of the pairs) = {two:.2f}')
    print(f'correlation of two means of {len(seeds)} seeds, {name} (Spearman-Brown) = {means}')
columns = pd.DataFrame(index=table.columns)
columns['mean attention weight'] = weights.mean(axis=1)
columns['mean absolute contribution'] = contributions.mean(axis=1)
columns['coefficient'] = regression.coef_[0]
columns['correlation with the label'] = np.corrcoef(x, y, rowvar=False)[:-1, -1]
columns = columns.sort_values('correlation with the label', key=abs, ascending=False)
print(columns.to_csv(index_label='column', float_format='%.3f', lineterminator='\n'), end='')

width = max(6, 3.5 + 0.15 * len(columns))  # in inches, so that no name covers the next
_, panels = plt.subplots(3, sharex=True, figsize=(width, 9), layout='constrained')
for panel, name, values in zip(panels, columns, [weights, contributions], strict=False):
    columns[name].plot.bar(ax=panel, color='lightgray', title=name)
    panel.plot(values.loc[columns.index].to_numpy(), 'k.', markersize=4)  # a dot a seed
correlations = columns['correlation with the label'].abs()
correlations.plot.bar(ax=panels[2], ylim=(0, 1), title='absolute correlation with the label')
os.makedirs('figures', exist_ok=True)
plt.savefig('figures/attention_over_seeds.png')
print('chart = figures/attention_over_seeds.png')

plt.show()
