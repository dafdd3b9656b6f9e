"""一列对模型有多重要 · What a column is worth to a model

本程序用十个随机种子划分表中的行，每次都训练三个模型：attention_demo.py 的模型、逻辑回归和随机森林；
再在留出的五分之一上测量各列的置换重要性，与 Attention 权重对照。表中是 569 例肿瘤的 30 项测量值。请
在仓库的文件夹中执行（两到四分钟）：

With each of ten seeds, four fifths of the rows of 569 tumours train attention_demo.py's model, a
logistic regression and a random forest. The fifth held out measures each column's permutation
importance, beside its attention weight. In the repository's folder (two to four minutes):

python -m pip install scikit-learn
python -m figures.attention_over_seeds

换一张表 · Another table

先试已知答案的表：把以 table, labels = 开头的一行换成下面两行，标签就只取决于第 0 列和第 1 列。程序
点名的正是这两列，而它们的平均 Attention 权重并不突出。

First try a known answer: with these two lines in place of the line `table, labels = …`, columns 0
and 1 alone decide the label. The program names just these; their weights do not stand out.

table = pd.DataFrame(np.random.default_rng(0).normal(size=(1000, 10)))
labels = table[0] ** 2 + table[1] ** 2 > 1.4

再把自己的文件放在 attention_demo.py 旁边，同一处换成下面四行，改成自己的文件名、分隔符、编码和
列名。中文版 Excel 存的 CSV 多用 gb18030，其他文件多用 utf-8；没有编号列，就删去第二行。标签须恰为
两种，词、数均可；其余各列须全是数，不能有空缺。最后一行让 Matplotlib 显示中文。

Then put your own file beside attention_demo.py, and these lines in the same place, with your own
names, separator and (but for Chinese Excel) utf-8 for gb18030. No IDs: delete line 2; no Chinese
names: line 4. The label has two values; all else is numbers, without gaps.

table = pd.read_csv('table.csv', sep=',', encoding='gb18030')
table = table.drop(columns='ID')
labels = table.pop('label')
plt.rcParams['font.sans-serif'] = ['SimHei', 'Arial Unicode MS', 'Noto Sans CJK JP', 'DejaVu Sans']

怎样读输出 · How to read what it prints

(a) AUC 是从两类标签中各取一行，模型把次序排对的概率：0.5 等于瞎猜，1 为全对。平均 AUC 若没有比 0.5
高出两倍标准差（sd），就等于瞎猜，程序不凭它点名；三个都如此，这张表就什么也说明不了。如果另一个模型
明显好于 attention_demo，Attention 权重解释的就是一个较差的模型。
(b) 把一列（或一组相关的列）的值在留出的行之间打乱，AUC 下降多少，重要性就是多少。在任一学到东西的
模型中，只要平均重要性超过标准差的两倍（图中带 *，柱子比自己的黑线长），程序就在 named 一行点名，即
那个模型用到了它；有多重要，看最好的模型。没有点名，只是凭这张表看不出它重要。各次划分共用同一批行，
所以这是经验法则，不是显著性检验：在人工生成的表上，约 180 个无用的列误点一个；行少易漏作用弱的。
(c) 由绝对值高于 same 的相关系数连起来的列归为一组，权重相加；起作用的是组内哪一列，程序分不出来。
几列若分担作用，可能全漏掉：把 same 降到 0.7，再降到 0.6，看有无新的组被点名。想合起来判断的列，例如
同一道题的各个选项，可以在 alike = 一行下面加一行：alike.loc['甲', ['乙', '丙']] = True
(d) 各行须彼此独立：一个病人一行，没有重复的行，也不是逐日的记录，否则模型等于见过留出的行。在人工
生成的逐日记录上，50 个无用的列全被点名。空缺不能填 999 之类的代码。模型用到的列未必是成因。

(a) The AUC is the chance that a model ranks two rows of different labels rightly: 0.5 is guessing,
1 is perfect. A model whose mean AUC is not above 0.5 by twice its standard deviation (sd) counts as
guessing and is left out. If none is left, this table shows nothing. If another model is clearly
better than attention_demo, the attention weights explain a lesser model.
(b) The importance of a column, or of a group of like columns, is the AUC lost when it is shuffled
among the rows held out. It is named if in any model left its mean is more than twice its sd (* in
the chart: a bar longer than its black line): that model uses it; for how much it matters, see the
best model. If not, this table does not show that it matters. As the splits share rows, this is a
rule of thumb and no test of significance: on made-up tables it named one in about 180 useless
columns, and it misses weak ones in small tables.
(c) Columns linked by absolute correlations above `same` form a group: their weights are summed, and
which of them matters, the program cannot tell. Columns that share the work may all go unnamed: see
whether `same` = 0.7, or 0.6, names a new group. To judge columns together for another reason, such
as the answers to one question, add a line below `alike = …`: alike.loc['A', ['B', 'C']] = True
(d) Each row must be a case of its own: no patient twice, no copies, no daily series. Else rows held
out are as good as seen: in made-up daily series, all of 50 useless columns were named. A code such
as 999 must not stand for a gap. What a model uses need not be a cause.

https://scikit-learn.org/stable/modules/permutation_importance.html
https://scikit-learn.org/stable/auto_examples/inspection/plot_permutation_importance_multicollinear.html
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import attention_demo
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from keras.utils import set_random_seed
from scipy.sparse.csgraph import connected_components
from sklearn import datasets, ensemble, inspection, linear_model, metrics, preprocessing, utils
from sklearn.model_selection import train_test_split

os.chdir(sys.path[0])  # the repository's folder, where table.csv lies

table, labels = datasets.load_breast_cancer(return_X_y=True, as_frame=True)  # 自己的表 · yours
same = 0.8
alike = table.corr().abs() > same  # (columns, columns)

utils.check_X_y(table, labels)  # a ValueError for gaps, or where no column is left
y, names = pd.factorize(labels, sort=True)  # (rows,), 0 and 1 whatever the labels are
if len(names) != 2 or np.bincount(y).min() < 5:  # of five rows, one is held out
    raise ValueError(f'Two labels of five rows or more are needed, not {np.bincount(y)} of {names}')
group = connected_components(alike.to_numpy())[1]  # (columns,), the number of each one's group
members = pd.Series(table.columns.map(str)).groupby(group).agg(list)
members.index = members.str[0]  # a group is called by its first column
if repeated := table.duplicated(keep=False).sum():
    print('rows that stand in the table more than once:', repeated)
for first, columns in members[members.str.len() > 1].items():
    print(f'group of {first}:', ', '.join(columns))
attention_demo.input_dim = len(group)  # which build_model reads


def auc(model, rows, y):
    """Return the ROC AUC of a model, where the rows, integers of shape (rows, groups), say from
    which row of x each group takes its values: to shuffle one of their columns shuffles a group."""
    inputs = x[rows[:, group], np.arange(len(group))]
    output = model.predict_on_batch([inputs]) if model is m else model.predict_proba(inputs)
    return metrics.roc_auc_score(y, output[:, -1])


aucs, weights, measured = pd.DataFrame(), pd.DataFrame(index=table.columns), {}
for seed in range(10):
    train, test = train_test_split(range(len(y)), test_size=0.2, random_state=seed, stratify=y)
    x = preprocessing.StandardScaler().fit(table.iloc[train]).transform(table)
    set_random_seed(seed)
    m, attention_vec_model = attention_demo.build_model()
    m.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
    m.fit([x[train]], y[train, None], epochs=200, batch_size=64, verbose=0)
    weights[seed] = attention_vec_model.predict_on_batch([x[test]]).mean(axis=0)
    measured['attention weight', seed] = np.bincount(group, weights[seed])  # summed in each group
    regression = linear_model.LogisticRegression().fit(x[train], y[train])
    forest = ensemble.RandomForestClassifier(random_state=seed).fit(x[train], y[train])
    models = {'attention_demo': m, 'logistic regression': regression, 'random forest': forest}
    rows = np.tile(test, (len(members), 1)).T
    how = {'scoring': auc, 'n_repeats': 20, 'random_state': seed}
    for name, model in models.items():
        aucs.loc[seed, name] = auc(model, rows, y[test])
        shuffled = inspection.permutation_importance(model, rows, y[test], **how)
        measured[name, seed] = shuffled.importances_mean
    told = ', '.join(f'{name} = {value:.3f}' for name, value in aucs.loc[seed].items())
    print(f'seed {seed}: AUC {told}', flush=True)

for name, values in aucs.items():
    print(f'{name}: mean AUC = {values.mean():.3f}, sd = {values.std():.3f}')
by_name = pd.DataFrame(measured, index=members.index).T.groupby(level=0, sort=False)
means = by_name.mean().T.sort_values(aucs.mean().idxmax(), ascending=False)
sds = by_name.std().T.loc[means.index]
shown = means.join(sds.add_suffix(' sd'))
shown.insert(0, 'columns', members.str.len())
print(shown.to_csv(index_label='group', float_format='%.4f', lineterminator='\n'), end='')
left = aucs.columns[aucs.mean() > 0.5 + 2 * aucs.std()]
named = (means > 2 * sds)[left].any(axis=1)
print('named:', ', '.join(means.index[named]) or 'none')
plt.rcParams['axes.unicode_minus'] = False  # SimHei has no other minus sign
_, panels = plt.subplots(2, sharex=True, figsize=(6 + len(means) / 5, 8), layout='constrained')
means['attention weight'].plot.bar(ax=panels[0], color='0.8', title='attention weight (dot: seed)')
panels[0].plot(by_name.get_group('attention weight')[means.index].T.to_numpy(), 'k.', markersize=4)
means[aucs.columns].plot.bar(ax=panels[1], yerr=sds, title='permutation importance (line: ± sd)')
panels[1].legend([f'{name}, AUC = {value:.3f}' for name, value in aucs.mean().items()])
ticks = [f'{name} + {n - 1}' if n > 1 else name for name, n in shown['columns'].items()]
panels[1].set_xticklabels('* ' * star + tick for star, tick in zip(named, ticks, strict=True))
plt.savefig('figures/attention_over_seeds.png')
print('chart = figures/attention_over_seeds.png')
plt.show()
