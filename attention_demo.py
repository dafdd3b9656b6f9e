"""基于Keras的注意力机制实战 · The attention demo of 2018, on today's Keras

The program of the article 【干货】基于Keras的注意力机制实战 (Hujun, 专知, 2018-05-04).

A sample is 32 random numbers, of which column 1 (counted from 0) is the label, 0 or 1.
A softmax layer computes an attention weight for each column, the sample is multiplied by
these weights, and a classifier predicts the label from the product. Nobody tells the
network which column matters; the weights tell what it has found.

What you will see: the layers, 20 epochs, the attention weights of one test sample, and
their bar chart, which peaks at column 1. On the TensorFlow backend epoch 20 ends with
accuracy 1.0000 and loss 4.78e-04, and column 1 gets 54.9 %.

The Chinese comments are the article's. What the article does not have stands under a
comment that begins with 新增 · Added. README.md lists every change.
"""

# ---------- 导入相关库 · Imports ----------
import numpy as np
from keras.models import Model
from keras.layers import Input, Dense, Multiply
import matplotlib.pyplot as plt
import pandas as pd

# 新增 · Added: for the options, the chart's path and the seed
import argparse
from pathlib import Path
import keras

# ---------- 数据生成函数 · The data ----------
# 输入维度 · input dimensions
input_dim = 32


# 生成数据,数据的第attention_column个特征由label决定,
# 即label只与数据的第attention_column个特征相关
# · make data: the label decides column attention_column and is related to no other
def get_data(n, input_dim, attention_column=1):
    """Draw n samples from NumPy's global random state (article: 数据生成函数).

    Returns x, float64 (n, input_dim), standard normal but for the label's column, and y,
    the labels, integers 0 or 1 (n, 1). Raises IndexError if there is no such column.
    """
    x = np.random.standard_normal(size=(n, input_dim))
    y = np.random.randint(low=0, high=2, size=(n, 1))
    x[:, attention_column] = y[:, 0]
    return x, y


# ---------- 模型定义函数 · The model ----------
# Attention模型 · the attention model
def build_model():
    """Build the classifier and the submodel of its attention (article: 模型定义函数).

    Both take samples (batch, 32). The first returns the probability of label 1, float32
    (batch, 1); the second the attention weights, float32 (batch, 32), rows that sum to 1.
    They share the layer attention_vec, so training the first trains the second.
    """
    inputs = Input(shape=(input_dim,))

    # 计算Attention权重 · compute the attention weights
    attention_probs = Dense(input_dim, activation='softmax', name='attention_vec')(inputs)
    # 根据Attention权重更新特征 · update the features: multiply each by its weight
    attention_mul = Multiply(name='attention_mul')([inputs, attention_probs])

    # 预测标签 · predict the label
    attention_mul = Dense(64)(attention_mul)
    output = Dense(1, activation='sigmoid')(attention_mul)
    model = Model(inputs=[inputs], outputs=output)
    attention_vec_model = Model(inputs=[inputs], outputs=attention_probs)
    return model, attention_vec_model


# ---------- 命令行 · The command line ----------
# 新增 · Added: options to experiment with; without any, the program is the article's
def parse_args(argv):
    """Return the options in argv; exit with an error line and status 2 if one cannot work."""
    parser = argparse.ArgumentParser(
        description='The attention demo of 2018, on the Keras of today.',
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument('--attention-column', type=int, default=1, help='label column, 0 to 31')
    parser.add_argument('--epochs', type=int, default=20, help='training epochs, 1 to 1000000')
    parser.add_argument('--seed', type=int, default=0, help='random seed, 0 to 4294967295')
    parser.add_argument('--samples', type=int, default=1, help='samples to average, 1 to 1000000')
    parser.add_argument(
        '--figure',
        type=Path,
        default=Path(__file__).with_name('figures') / 'attention.png',
        help='chart to write, .png, .svg or .pdf',
    )
    args = parser.parse_args(argv)
    for option, value, lowest, highest in (
        ('--attention-column', args.attention_column, 0, 31),
        ('--epochs', args.epochs, 1, 1000000),
        ('--seed', args.seed, 0, 4294967295),
        ('--samples', args.samples, 1, 1000000),
    ):
        if not lowest <= value <= highest:
            parser.error(f'argument {option}: {value} is not from {lowest} to {highest}')
    if args.figure.suffix.lower() not in ('.png', '.svg', '.pdf'):
        parser.error(f'argument --figure: {args.figure.name!r} does not name a .png, .svg or .pdf')
    try:
        args.figure.parent.mkdir(parents=True, exist_ok=True)
        args.figure.open('ab').close()  # leaves an old chart as it is
    except OSError as error:
        parser.error(f'argument --figure: no chart can be written there: {error}')
    return args


# ---------- 主函数 · The main function ----------
def main(argv=None):
    """Run the program with the command line argv (article: 主函数)."""
    # 新增 · Added: the options, and one seed for all random numbers, so that runs repeat
    args = parse_args(argv)
    keras.utils.set_random_seed(args.seed)

    # 生成训练数据 · make the training data
    N = 10000
    inputs_1, outputs = get_data(N, input_dim, args.attention_column)

    # 获取模型,以及用于计算Attention权重的子模型 · get the model and the submodel of its attention
    m, attention_vec_model = build_model()
    m.compile(
        optimizer='adam',
        loss='binary_crossentropy',
        metrics=['accuracy'],
        # 新增 · Added: all 79 batches of an epoch in one call: same weights, 3/4 of the time
        steps_per_execution=79,
    )
    m.summary()

    # 训练 · train
    m.fit([inputs_1], outputs, epochs=args.epochs, batch_size=64, validation_split=0.5)

    # 生成测试数据 · make the test data
    testing_inputs_1, testing_outputs = get_data(args.samples, input_dim, args.attention_column)

    # 根据测试数据计算Attention权重 · compute the attention weights, averaged over the test data
    attention_vector = attention_vec_model.predict([testing_inputs_1]).mean(axis=0)
    print('attention =', attention_vector)

    # 新增 · Added: a hint, since a single sample can miss the peak
    if attention_vector.argmax() != args.attention_column:
        print(f'The highest bar is not column {args.attention_column}. Chance? Try --samples 2000.')

    # 绘图 · draw the chart
    pd.DataFrame(attention_vector, columns=['attention (%)']).plot(
        kind='bar', title='Attention Mechanism as a function of input dimensions.'
    )

    # 新增 · Added: the y axis in per cent, and the chart in a file
    plt.gca().yaxis.set_major_formatter('{x:.1%}')
    plt.savefig(args.figure, format=args.figure.suffix[1:])
    print('chart =', args.figure)

    plt.show()


if __name__ == '__main__':
    # 新增 · Added: the main function as a function, so that the tests can call it
    main()
