"""基于Keras的注意力机制实战 · The Keras attention demo of 2018, on today's Keras

专知文章《【干货】基于Keras的注意力机制实战》（Hujun，2018-05-04）中的程序，可在 Keras 3 上运行。
每个样本有 32 列随机数，但第 1 列（从 0 数起）是标签，0 或 1。训练 20 轮，准确率达到 1；随后输出一个测试
样本的标签和 Attention 权重，并画出柱状图。如果标签为 1（随机种子为 0 时就是），第 1 列的柱子明显高于
其他各列；如果标签为 0，第 1 列的峰很低，甚至没有。

The program of the article 【干货】基于Keras的注意力机制实战 (Hujun, 专知, 4 May 2018), for Keras 3.
A sample is 32 columns of random numbers, but column 1 (counted from 0) is the label, 0 or 1.
The accuracy reaches 1 in 20 epochs; then come the label and the attention weights of one test sample,
and their bar chart. With label 1, as with seed 0, column 1 stands out; with label 0 weakly or not.
参考链接 · Reference: https://github.com/philipperemy/keras-attention-mechanism
原为 · was: 改动过的语句在文章中的写法 · the article's text of a statement that differs
新增 · added: 文章没有的语句 · a statement that the article does not have
"""

# ---------- 导入相关库 · Import the libraries ----------
import numpy as np
from keras.models import Model  # 原为 · was: from keras.models import *
from keras.layers import Input, Dense, Multiply  # 原为 · was: from keras.layers import …, merge
import matplotlib.pyplot as plt
import pandas as pd

# 新增 · added: 用于建文件夹、设随机种子 · for the folder and the seed
import os
from keras.utils import set_random_seed

# ---------- 数据生成函数 · Function that makes the data ----------
# 输入维度 · input dimension
input_dim = 32


# 生成数据,数据的第attention_column个特征由label决定,
# 即label只与数据的第attention_column个特征相关
# · make data whose feature attention_column is decided by the label,
# that is, the label is related to feature attention_column only
def get_data(n, input_dim, attention_column=1):
    """返回 float64 的 x (n, input_dim) 和整数 0 或 1 的 y (n, 1)；attention_column 越界时报 IndexError。
    Return x, float64 (n, input_dim), and y, integers 0 or 1 (n, 1); IndexError without that column."""
    x = np.random.standard_normal(size=(n, input_dim))
    y = np.random.randint(low=0, high=2, size=(n, 1))
    x[:, attention_column] = y[:, 0]
    return x, y


# ---------- 模型定义函数 · Function that defines the model ----------
# 将输入进行一次变换后,计算出Attention权重,将输入乘上Attention权重,获得新的特征。
# · Transform the input, compute attention weights, multiply the input by them, and get new features.


# Attention模型 · attention model
def build_model():
    """返回两个模型，由 (batch, 32) 得 float32：标签为 1 的概率 (batch, 1)，Attention 权重 (batch, 32)。
    Models, (batch, 32) → float32: probability of label 1 (batch, 1), attention weights (batch, 32)."""
    inputs = Input(shape=(input_dim,))  # (batch, 32)

    # 计算Attention权重 · compute the attention weights
    # 每行之和为 1 · each row sums to 1
    attention_probs = Dense(input_dim, activation='softmax', name='attention_vec')(inputs)  # (batch, 32)
    # 根据Attention权重更新特征 · update the features according to the weights
    # merge 已删除，形状自动推断 · merge is gone; the shape is inferred
    # 原为 · was: merge([inputs, attention_probs], output_shape=32, name='attention_mul', mode='mul')
    attention_mul = Multiply(name='attention_mul')([inputs, attention_probs])  # (batch, 32)

    # 预测标签 · predict the label
    attention_mul = Dense(64)(attention_mul)  # (batch, 64)
    output = Dense(1, activation='sigmoid')(attention_mul)  # (batch, 1)
    # 共用 attention_vec，训练前者即训练后者 · they share attention_vec: training the first trains both
    model = Model(inputs=[inputs], outputs=output)  # 原为 · was: Model(input=[inputs], output=output)
    # 原为 · was: Model(input=[inputs], output=attention_probs)
    attention_vec_model = Model(inputs=[inputs], outputs=attention_probs)
    return model, attention_vec_model


# ---------- 主函数 · Main function ----------
if __name__ == '__main__':
    # 新增 · added: 固定随机种子，使结果可以重现 · fix the seed, so that the result can be repeated
    set_random_seed(0)

    # 生成训练数据 · make the training data
    N = 10000
    inputs_1, outputs = get_data(N, input_dim)

    # 获取模型,以及用于计算Attention权重的子模型 · get the model, and the submodel for attention weights
    m, attention_vec_model = build_model()
    m.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
    m.summary()  # 原为 · was: print(m.summary())，会多输出 None · which also prints None

    # 训练 · train
    m.fit([inputs_1], outputs, epochs=20, batch_size=64, validation_split=0.5)

    # 生成测试数据 · make the test data
    testing_inputs_1, testing_outputs = get_data(1, input_dim)

    # 根据测试数据计算Attention权重 · compute the attention weights from the test data
    attention_vector = attention_vec_model.predict([testing_inputs_1])[0].flatten()
    print('label =', testing_outputs.squeeze())  # 新增 · added: 样本的标签 · the label of the sample
    print('attention =', attention_vector)

    # 绘图 · draw the chart
    # 图例写的是“%”，柱高是小数 · the legend says %, but the bars are fractions
    pd.DataFrame(attention_vector, columns=['attention (%)']).plot(
        kind='bar', title='Attention Mechanism as a function of input dimensions.'
    )
    # 新增 · added: 图存入工作目录的 figures/ · the chart, saved to figures/ in the working folder
    os.makedirs('figures', exist_ok=True)
    plt.savefig('figures/attention.png')
    print('chart = figures/attention.png')

    plt.show()
