"""基于Keras的注意力机制实战 · The Keras attention demo of 2018, on today's Keras

专知文章《【干货】基于Keras的注意力机制实战》（Hujun，2018 年 5 月 4 日）中的程序，改动后可以在
Keras 2.9 及更高版本上运行。每个样本的第 1 列（从 0 数起，文章把列叫做“特征”）特意放入了标签 0 或
1，其余各列都是随机数：这样就能看出注意力机制能否找到标签。画出的是一个测试样本的 Attention 权重，
第 1 列远高于其他各列；如果样本的标签为 0，第 1 列会低得多。

The program of the article 【干货】基于Keras的注意力机制实战 (Hujun, 专知, 4 May 2018), changed to
run on Keras 2.9 and later. Column 1 of each sample (counted from 0; the article calls a column a
feature) holds the label, 0 or 1, on purpose, so that one can see whether attention finds it; the
others are random. The chart shows the attention weights of one test sample: column 1 is by far the
highest. For label 0, column 1 is much lower.

参考链接 · Reference: https://github.com/philipperemy/keras-attention-mechanism

原为 · was: 文章的语句，现由下一条语句取代 · the article's statement, replaced by the next one
新增 · added: 下一条（或所写的几条）语句是文章没有的 · the next statement (or 2 or 3) is ours
注 · note: 我们的说明 · a remark of ours
没有标记的中文注释是文章的 · Chinese comments without a mark are the article's
"""

# ---------- 导入相关库 · Import the libraries ----------
import numpy as np

# 原为 · was: from keras.models import *
# 注 · note: 带星号的导入看不出 Model 来自哪里 · the star hid where Model comes from
from keras.models import Model

# 原为 · was: from keras.layers import Input, Dense, merge
# 注 · note: 已删除的 merge 由 Multiply 代替 · Multiply replaces merge, which is gone
from keras.layers import Input, Dense, Multiply
import matplotlib.pyplot as plt
import pandas as pd

# 新增 2 条 · 2 added: 用于新建文件夹、固定随机种子 · to make a folder and to fix the random seed
import os
from keras.utils import set_random_seed

# ---------- 数据生成函数 · The function that generates the data ----------
# 输入维度 · input dimension
input_dim = 32


# 生成数据,数据的的第attention_column个特征由label决定,
# 即label只与数据的第attention_column个特征相关
# generate data: label determines feature attention_column, and relates to this feature only
def get_data(n, input_dim, attention_column=1):
    """返回 n 个样本 x 和标签 y：x 的形状为 (n, input_dim)，类型为 float64；y 的形状为 (n, 1)，
    元素为整数 0 或 1。如果没有第 attention_column 列，NumPy 会报 IndexError。

    Return n samples x, float64 of shape (n, input_dim), and their labels y, integers 0 and 1 of
    shape (n, 1). If there is no column attention_column, NumPy raises an IndexError.
    """
    x = np.random.standard_normal(size=(n, input_dim))
    y = np.random.randint(low=0, high=2, size=(n, 1))
    x[:, attention_column] = y[:, 0]
    return x, y


# ---------- 模型定义函数 · The function that defines the model ----------
# 将输入进行一次变换后,计算出Attention权重,将输入乘上Attention权重,获得新的特征。
# Transform the input to get attention weights; multiply the input by them to get new features.
# Attention模型 · attention model
def build_model():
    """返回两个未训练的模型，输入的形状为 (batch, input_dim)，输出为 float32。model 输出标签为 1 的
    概率，形状为 (batch, 1)；attention_vec_model 输出 Attention 权重，形状为 (batch, input_dim)。

    Return two untrained models that take an input of shape (batch, input_dim) and return float32:
    model returns the probability of label 1, of shape (batch, 1), and attention_vec_model the
    attention weights, of shape (batch, input_dim).
    """
    inputs = Input(shape=(input_dim,))  # (batch, input_dim)

    # 计算Attention权重 · compute the attention weights
    # 注 · note: 每个样本的权重之和为 1 · the weights of a sample sum to 1
    attention_probs = Dense(input_dim, activation='softmax', name='attention_vec')(inputs)
    # 根据Attention权重更新特征 · update the features according to the attention weights
    # 原为 · was:
    # attention_mul = merge([inputs, attention_probs], output_shape=32, name='attention_mul', mode='mul')
    # 注 · note: Multiply 会自行推断输出形状 · Multiply infers the output shape itself
    attention_mul = Multiply(name='attention_mul')([inputs, attention_probs])  # (batch, input_dim)

    # 预测标签 · predict the label
    # 注 · note: 文章沿用了名字 attention_mul，但 Dense(64) 的输出不是乘积
    # the article reuses the name attention_mul, but Dense(64) does not return the product
    attention_mul = Dense(64)(attention_mul)  # (batch, 64)
    output = Dense(1, activation='sigmoid')(attention_mul)  # (batch, 1)
    # 原为 · was: model = Model(input=[inputs], output=output)
    # 注 · note: Keras 已将这两个参数改名 · Keras has renamed both arguments
    model = Model(inputs=[inputs], outputs=output)
    # 原为 · was: attention_vec_model = Model(input=[inputs], output=attention_probs)
    # 注 · note: 两个模型共用 attention_vec 层，训练 model 也就训练了 attention_vec_model
    # both models share the layer attention_vec, so training model trains attention_vec_model, too
    attention_vec_model = Model(inputs=[inputs], outputs=attention_probs)
    return model, attention_vec_model


# ---------- 主函数 · Main function ----------
if __name__ == '__main__':
    # 新增 · added: 固定随机种子，使结果可以重现 · fix the random seed, for a reproducible result
    set_random_seed(0)

    # 生成训练数据 · generate the training data
    N = 10000
    inputs_1, outputs = get_data(N, input_dim)

    # 获取模型,以及用于计算Attention权重的子模型
    # get the model, and the submodel that returns the attention weights
    m, attention_vec_model = build_model()
    m.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
    # 原为 · was: print(m.summary())
    # 注 · note: print 会多输出一个 None · print added a stray None
    m.summary()

    # 训练 · train
    # 注 · note: validation_split=0.5 留出一半样本作验证，其余 5000 个用于训练，每轮 79 批
    # validation_split=0.5 holds out half for validation; the other 5,000 make 79 batches an epoch
    m.fit([inputs_1], outputs, epochs=20, batch_size=64, validation_split=0.5)

    # 生成测试数据 · generate the test data
    testing_inputs_1, testing_outputs = get_data(1, input_dim)

    # 根据测试数据计算Attention权重 · compute the attention weights from the test data
    attention_vector = attention_vec_model.predict([testing_inputs_1])[0].flatten()
    # 新增 · added: 输出测试样本的标签 · print the label of the test sample
    print('label =', testing_outputs.squeeze())
    print('attention =', attention_vector)

    # 绘图 · plot
    # 注 · note: 图例写的是“%”，柱高却是小数 · the legend says %, but the bars are fractions
    pd.DataFrame(attention_vector, columns=['attention (%)']).plot(
        kind='bar', title='Attention Mechanism as a function of input dimensions.'
    )
    # 新增 3 条 · 3 added: 把图存入 figures 文件夹 · save the chart to the folder figures
    os.makedirs('figures', exist_ok=True)
    plt.savefig('figures/attention.png')
    print('chart = figures/attention.png')

    plt.show()
