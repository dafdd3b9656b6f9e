"""基于Keras的注意力机制实战 · The attention demo of 2018, on today's Keras

The program of the article 【干货】基于Keras的注意力机制实战 (Hujun, 专知, 2018-05-04). Its reference
link (参考链接): https://github.com/philipperemy/keras-attention-mechanism

A sample is 32 random numbers, of which column 1 (counted from 0) is the label, 0 or 1.
A softmax layer computes an attention weight for each column, the sample is multiplied by
these weights, and a classifier predicts the label from the product. Nobody tells the
network which column matters; the weights tell what it has found.

What you will see: the layers, 20 epochs, the attention weights of one random test sample, and
their bar chart. With TensorFlow 2.21 and Keras 3.15, epoch 20 ends with accuracy 1.0000 and loss
about 5e-04; the sample has label 1, and column 1 gets about 55 %. A sample with label 0 shows a
weak peak or none: see README.md.

与文章不同的语句标有“改动 · Changed”，文章没有的语句标有“新增 · Added”；英文、数组形状和说明文字
（docstring）也是新增的，不另标出。
A statement that differs from the article's is marked 改动 · Changed, one that the article does not
have 新增 · Added; the English, the array shapes and the docstrings are added too, without a mark.
"""

# ---------- 导入相关库 · Import the libraries ----------
import numpy as np
from keras.models import Model  # 改动 · Changed: 原为 *，只用到 Model · was *; only Model is used
from keras.layers import Input, Dense, Multiply  # 改动 · Changed: 原为 merge，已移除 · was merge (gone)
import matplotlib.pyplot as plt
import pandas as pd

# 新增 · Added: 用于命令行选项、图片路径和随机种子 · for the options, the path of the chart and the seed
import argparse
from pathlib import Path
import keras

# ---------- 数据生成函数 · Data generator ----------
# 输入维度 · input dimension
input_dim = 32


# 生成数据,数据的第attention_column个特征由label决定,
# 即label只与数据的第attention_column个特征相关
# · make data whose feature attention_column is decided by the label,
# that is, the label is related to that feature only
def get_data(n, input_dim, attention_column=1):
    """Draw n samples from NumPy's global random state (article: 数据生成函数).

    Returns x, float64 (n, input_dim), standard normal but for the label's column, and y,
    the labels, integers 0 or 1 (n, 1). Raises IndexError if there is no such column.
    """
    x = np.random.standard_normal(size=(n, input_dim))
    y = np.random.randint(low=0, high=2, size=(n, 1))
    x[:, attention_column] = y[:, 0]
    return x, y


# ---------- 模型定义函数 · Model definition ----------
# 将输入进行一次变换后,计算出Attention权重,将输入乘上Attention权重,获得新的特征。
# · Transform the input once, compute the attention weights from it, and multiply the input by
# the attention weights, which gives new features.


# Attention模型 · attention model
def build_model():
    """Build the classifier and the submodel of its attention (article: 模型定义函数).

    Both take samples (batch, 32). The first returns the probability of label 1, float32
    (batch, 1); the second the attention weights, float32 (batch, 32), rows that sum to 1.
    They share the layer attention_vec, so training the first trains the second.
    """
    inputs = Input(shape=(input_dim,))  # (batch, 32)

    # 计算Attention权重 · compute the attention weights
    attention_probs = Dense(input_dim, activation='softmax', name='attention_vec')(inputs)  # (batch, 32)
    # 根据Attention权重更新特征 · update the features by the attention weights
    # 改动 · Changed: Multiply 自行推断形状，原为 · Multiply infers the shape; was
    # merge([inputs, attention_probs], output_shape=32, name='attention_mul', mode='mul')
    attention_mul = Multiply(name='attention_mul')([inputs, attention_probs])  # (batch, 32)

    # 预测标签 · predict the label
    attention_mul = Dense(64)(attention_mul)  # (batch, 64)
    output = Dense(1, activation='sigmoid')(attention_mul)  # (batch, 1)
    # 改动 · Changed: 两个参数原名 input=、output= · the two arguments were input= and output=
    model = Model(inputs=[inputs], outputs=output)
    attention_vec_model = Model(inputs=[inputs], outputs=attention_probs)
    return model, attention_vec_model


# ---------- 主函数 · Main function ----------
# 新增 · Added: 主函数的代码写成函数，便于测试调用 · the main block as a function, for tests to call
def main(argv=None):
    """Run the program with the options argv, by default the command line's (article: 主函数).

    Exits with an error line and status 2 if an option cannot work.
    """
    # 新增 · Added: 选项；用一个种子使结果可重现 · options; one seed, so that a run can be repeated
    args = parse_args(argv)
    keras.utils.set_random_seed(args.seed)

    # 生成训练数据 · make the training data
    N = 10000
    # 改动 · Changed: 标签所在的列可由选项指定 · an option chooses the column of the label
    inputs_1, outputs = get_data(N, input_dim, args.attention_column)

    # 获取模型,以及用于计算Attention权重的子模型
    # · get the model, and the submodel that computes the attention weights
    m, attention_vec_model = build_model()
    # 改动 · Changed: 增加 steps_per_execution=79，每轮 79 个批次（5000 / 64，向上取整）一次执行，所得
    # 参数逐位相同，用时为原来的 0.7 至 0.85 倍；修改 N、batch_size 或 validation_split 时也要修改或删去
    # · added steps_per_execution=79: an epoch's 79 batches (5,000 / 64 rounded up) in one call, the same
    # weights bit for bit in 0.7 to 0.85 of the time; with another N, batch_size or validation_split,
    # change it or take it out
    m.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'], steps_per_execution=79)
    m.summary()  # 改动 · Changed: 原在 print() 中，多输出 None · was in print(), adding None

    # 训练 · train
    # 改动 · Changed: 轮数可由选项指定 · an option chooses the number of epochs
    m.fit([inputs_1], outputs, epochs=args.epochs, batch_size=64, validation_split=0.5)

    # 生成测试数据 · make the test data
    # 改动 · Changed: 样本数和列可由选项指定 · options choose the number of samples and the column
    testing_inputs_1, testing_outputs = get_data(args.samples, input_dim, args.attention_column)

    # 根据测试数据计算Attention权重 · compute the attention weights from the test data
    # 改动 · Changed: 原为 [0].flatten()；多个样本时取平均值 · was [0].flatten(); now a mean over samples
    attention_vector = attention_vec_model.predict([testing_inputs_1]).mean(axis=0)
    print('attention =', attention_vector)

    # 新增 · Added: 单个样本或几轮训练可能看不到峰 · a single sample or few epochs can miss the peak
    if attention_vector.argmax() != args.attention_column:
        print(f'No peak at column {args.attention_column}. Try at least --epochs 20 --samples 2000.')

    # 绘图 · draw the chart
    pd.DataFrame(attention_vector, columns=['attention (%)']).plot(
        kind='bar', title='Attention Mechanism as a function of input dimensions.'
    )

    # 新增 · Added: 纵轴为百分数，与图例一致 · the y axis in per cent, as in the legend
    plt.gca().yaxis.set_major_formatter('{x:.1%}')
    # 新增 · Added: 图存为文件，不必有窗口 · the chart in a file, with or without a window
    plt.savefig(args.figure)
    print('chart =', args.figure)

    plt.show()


# ---------- 命令行 · Command line ----------
# 新增 · Added: 供试验用的选项；不加选项时就是文章的程序
# · options to experiment with; without any, the program is the article's
def parse_args(argv):
    """Return the options in argv; exit with an error line and status 2 if one cannot work."""
    parser = argparse.ArgumentParser(
        description='The attention demo of 2018, on the Keras of today.',
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    numbers = (
        ('--attention-column', 1, 0, input_dim - 1, 'label column'),
        ('--epochs', 20, 1, 1000000, 'training epochs'),
        ('--seed', 0, 0, 4294967295, 'random seed'),
        ('--samples', 1, 1, 1000000, 'test samples to average'),
    )
    for option, default, lowest, highest, what in numbers:
        parser.add_argument(option, type=int, default=default, help=f'{what}, {lowest} to {highest}')
    figure = Path(__file__).with_name('figures') / 'attention.png'
    parser.add_argument('--figure', type=Path, default=figure, help='chart to write, .png, .svg or .pdf')
    args = parser.parse_args(argv)
    for option, _, lowest, highest, _ in numbers:
        value = getattr(args, option[2:].replace('-', '_'))
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


if __name__ == '__main__':
    main()
