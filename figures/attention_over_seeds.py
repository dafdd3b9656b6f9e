"""Train the model of attention_demo.py with ten seeds on a real table, and chart its attention.

The table describes 569 breast tumours by 30 measurements each; label 0 is malignant, 1 is benign.
This prints the accuracies on held-out rows and how far the seeds agree. It charts each column's
mean attention weights (a dot for each seed, a bar for their mean) and its absolute correlation with
the label.
It needs scikit-learn. In the folder of attention_demo.py: python -m figures.attention_over_seeds

Data: https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_breast_cancer.html
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
from sklearn.preprocessing import LabelBinarizer, StandardScaler
from sklearn.utils import check_X_y

# 下一行可换成 · your own table: table = pd.read_csv('table.csv'); labels = table.pop('label')
table, labels = load_breast_cancer(return_X_y=True, as_frame=True)

check_X_y(table, labels)  # a ValueError for gaps, or for text in the table
if (different := len(np.unique(labels))) != 2:
    raise ValueError(f'The model tells two labels apart, but the table has {different}.')
y = LabelBinarizer().fit_transform(labels)  # (rows, 1), 0 and 1 whatever the labels are
train, test = train_test_split(np.arange(len(table)), test_size=0.2, random_state=0)
x = StandardScaler().fit(table.iloc[train]).transform(table)  # (rows, columns)
attention_demo.input_dim = x.shape[1]  # which build_model reads

weights, accuracies = pd.DataFrame(index=table.columns), []  # a column and a number for each seed
for seed in range(10):
    set_random_seed(seed)
    m, attention_vec_model = attention_demo.build_model()
    m.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
    m.fit([x[train]], y[train], epochs=200, batch_size=64, verbose=0)
    accuracies.append(m.evaluate([x[test]], y[test], verbose=0)[1])
    weights[seed] = attention_vec_model.predict([x], verbose=0).mean(axis=0)  # over all rows
    highest = weights[seed].idxmax()
    print(f'seed {seed}: accuracy = {accuracies[-1]:.3f}, highest column = {highest}', flush=True)

print(f'mean accuracy = {np.mean(accuracies):.3f}')
logistic = LogisticRegression().fit(x[train], y[train, 0]).score(x[test], y[test, 0])
print(f'accuracy of a logistic regression = {logistic:.3f}')
pairs = [weights[a].corr(weights[b], 'spearman') for a, b in combinations(weights, 2)]
print(f'rank correlation of the weights of two seeds = {np.mean(pairs):.2f}')
half = weights.shape[1] // 2  # of the seeds
first, second = weights.iloc[:, :half].mean(axis=1), weights.iloc[:, half:].mean(axis=1)
print(f'rank correlation of the means of two halves = {first.corr(second, "spearman"):.2f}')

_, (above, below) = plt.subplots(2, sharex=True, figsize=(8, 7))
weights.mean(axis=1).plot.bar(ax=above, color='lightgray', ylabel='mean attention weight')
above.plot(weights.to_numpy(), 'k.', markersize=4)
correlation = table.corrwith(pd.Series(y[:, 0], table.index)).abs()
correlation.plot.bar(ax=below, ylabel='absolute correlation with the label')
plt.tight_layout()
os.makedirs('figures', exist_ok=True)
plt.savefig('figures/attention_over_seeds.png')
print('chart = figures/attention_over_seeds.png')

plt.show()
