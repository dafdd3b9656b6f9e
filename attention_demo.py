"""Attention finds the column that decides · 注意力机制找到起决定作用的那一列

The program of 【干货】基于Keras的注意力机制实战 (Hujun, 专知, 2018-05-04), on Keras 3.

A sample is 32 random numbers, one of which, column 1, is replaced by the sample's
label, 0 or 1. A softmax layer scores the columns, the sample is multiplied by its
scores, and a classifier learns the label from the product. Nothing tells the network
which column matters, yet its scores end up on column 1.

What you will see: the layers; 20 epochs in which the accuracy climbs to 1; the 32
scores of one fresh sample; and their bar chart, which peaks at column 1. About 6
samples in 100 peak elsewhere; `--samples 2000` charts the mean of many.

What differs from the article: only what today's Keras needs (`Multiply` is what
`merge(mode='mul')` was), a seed, a chart that is saved as well as shown, a y axis in
per cent, and one epoch per call into the backend. The README lists every difference.
"""

# ---------------------------------------------------------------------------
# 导入相关库 · Imports
# ---------------------------------------------------------------------------
import argparse
import math
from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import keras
from keras.models import Model
from keras.layers import Input, Dense, Multiply
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
import pandas as pd

# ---------------------------------------------------------------------------
# 数据生成函数 · The data
# ---------------------------------------------------------------------------
INPUT_DIM = 32  # 输入维度


def get_data(n, input_dim, attention_column=1):
    """Draw n samples of which one column is the label (article: 数据生成函数).

    Returns x, floats of shape (n, input_dim), standard normal except that
    x[:, attention_column] is the label, and y, integers 0 or 1 of shape (n, 1), the
    labels. Draws from NumPy's global random state; raises IndexError if there is no
    such column.
    """
    x = np.random.standard_normal(size=(n, input_dim))
    y = np.random.randint(low=0, high=2, size=(n, 1))
    x[:, attention_column] = y[:, 0]
    return x, y


# ---------------------------------------------------------------------------
# 模型定义函数 · The model
# ---------------------------------------------------------------------------
def build_model(input_dim=INPUT_DIM):
    """Build the classifier and a view of its attention (article: 模型定义函数).

    Returns two models of samples (batch, input_dim): `model` gives the probability
    (batch, 1) of label 1; `attention_vec_model` gives the attention (batch, input_dim),
    each row fractions that sum to 1. Both share the layer `attention_vec`, so training
    the first trains the second.
    """
    inputs = Input(shape=(input_dim,))

    # 计算Attention权重: one score a column, computed from the whole sample
    attention_probs = Dense(input_dim, activation='softmax', name='attention_vec')(inputs)
    # 根据Attention权重更新特征: scale each column by its score
    attention_mul = Multiply(name='attention_mul')([inputs, attention_probs])

    # 预测标签: classify the scaled columns
    attention_mul = Dense(64)(attention_mul)
    output = Dense(1, activation='sigmoid')(attention_mul)
    model = Model(inputs=inputs, outputs=output)
    attention_vec_model = Model(inputs=inputs, outputs=attention_probs)
    return model, attention_vec_model


# ---------------------------------------------------------------------------
# 训练 · Training
# ---------------------------------------------------------------------------
def train(model, x, y, epochs=20):
    """Fit the model to samples x (n, columns) and labels y (n, 1) (article: 训练).

    The first half of the samples trains, the second half validates. Returns the Keras
    History, with loss, accuracy, val_loss and val_accuracy of each epoch.
    """
    model.compile(
        optimizer='adam',
        loss='binary_crossentropy',
        metrics=['accuracy'],
        # One epoch, half of x in batches of 64, per call into the backend: the same
        # weights in three quarters of the time.
        steps_per_execution=math.ceil(len(x) / 2 / 64),
    )
    return model.fit(x, y, epochs=epochs, batch_size=64, validation_split=0.5)


# ---------------------------------------------------------------------------
# 绘图 · The chart
# ---------------------------------------------------------------------------
def plot_attention(attention):
    """Draw attention as bars (article: 绘图).

    attention is a DataFrame of fractions, with a row for each column of the samples and a
    column for each label: one for the article's chart, two to compare labels. Returns the
    Matplotlib Axes; its bars carry the fractions, its y axis shows per cents.
    """
    legend = [f'attention (%), label {label}' for label in attention]
    if len(legend) == 1:
        legend = ['attention (%)']
    axes = attention.set_axis(legend, axis='columns').plot(
        kind='bar',
        title='Attention Mechanism as a function of input dimensions.',
        color=['tab:blue', 'orange'],  # dark and light, also in grey print
    )
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1))
    return axes


# ---------------------------------------------------------------------------
# 命令行 · The command line (not in the article; nothing above depends on it)
# ---------------------------------------------------------------------------
def parse_options(argv):
    """Read the options; end with one line and status 2 if one of them cannot work."""

    def integer(allowed, text):
        with suppress(ValueError):
            if int(text) in allowed:
                return int(text)
        raise argparse.ArgumentTypeError(
            f'{text!r} is not an integer from {allowed[0]} to {allowed[-1]}'
        )

    parser = argparse.ArgumentParser(description='Attention finds the label column.')
    parser.error = lambda message: parser.exit(2, f'{parser.prog}: {message}\n')
    for name, default, allowed, meaning in (
        ('--attention-column', 1, range(INPUT_DIM), 'column that carries the label'),
        ('--epochs', 20, range(1, 10**6 + 1), 'passes over the training samples'),
        ('--seed', 0, range(2**32), 'seed of Python, NumPy and Keras'),
        ('--samples', 1, range(1, 10**6 + 1), 'test samples; the chart shows the mean by label'),
    ):
        parser.add_argument(
            name,
            type=partial(integer, allowed),
            default=default,
            metavar='N',
            help=f'{meaning}: {allowed[0]} to {allowed[-1]} (default: {default})',
        )
    parser.add_argument(
        '--figure',
        type=Path,
        default=Path(__file__).with_name('figures') / 'attention.png',
        metavar='PATH',
        help='picture to write, in a format that Matplotlib can write, such as .png, .svg or .pdf '
        '(default: figures/attention.png beside the script)',
    )
    options = parser.parse_args(argv)

    figure = options.figure
    try:
        if figure.exists():
            figure.open('r+b').close()  # neither a folder nor read-only
        trial = Figure().suptitle('trial').figure  # some formats fail only once they draw
        trial.savefig(BytesIO(), format=figure.suffix[1:])
        figure.parent.mkdir(parents=True, exist_ok=True)
        TemporaryDirectory(dir=figure.parent).cleanup()
    except (OSError, RuntimeError, ValueError) as error:
        parser.error(
            f'argument --figure: {str(figure)!r} is not a picture file in a folder that can be '
            f'written: {error}'
        )
    return options


# ---------------------------------------------------------------------------
# 主函数 · The main part
# ---------------------------------------------------------------------------
def main(argv=None):
    """Run the demo with the command line argv (article: 主函数)."""
    options = parse_options(argv)
    keras.utils.set_random_seed(options.seed)

    # 生成训练数据: the training data
    N = 10000
    inputs_1, outputs = get_data(N, INPUT_DIM, options.attention_column)

    # 获取模型,以及用于计算Attention权重的子模型: the model and its attention
    m, attention_vec_model = build_model()
    m.summary()

    # 训练: training
    train(m, inputs_1, outputs, options.epochs)

    # 生成测试数据: fresh samples, one if not asked for more
    testing_inputs_1, testing_outputs = get_data(
        options.samples, INPUT_DIM, options.attention_column
    )

    # 根据测试数据计算Attention权重: their attention, its mean if a label has more than one
    attention_vectors = attention_vec_model.predict(testing_inputs_1)
    attention = pd.DataFrame(attention_vectors).groupby(testing_outputs[:, 0]).mean().T
    for label, attention_vector in attention.items():
        highest = attention_vector.idxmax()
        print('attention =', attention_vector.to_numpy())
        print(f'label = {label}, highest bar = column {highest}, {attention_vector[highest]:.1%}')
        if highest != options.attention_column:
            print(
                f'The label is in column {options.attention_column}; with one sample, or after few '
                'epochs, another bar can be the highest: --samples 2000 charts the mean.'
            )

    # 绘图: the chart
    axes = plot_attention(attention)
    with TemporaryDirectory(dir=options.figure.parent) as folder:
        drawn = Path(folder) / options.figure.name
        axes.figure.savefig(drawn)
        drawn.replace(options.figure)  # whole or not at all
    print('chart =', options.figure)
    if plt.get_backend().lower() != 'agg':  # agg: there is no display
        plt.show()


if __name__ == '__main__':
    main()
