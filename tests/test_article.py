"""The program is the listing of the article, statement by statement and comment by comment, but
for what its marks say."""

import ast
import re

from running import REPOSITORY, TEXT

LISTING = (REPOSITORY / 'tests' / 'article_listing.txt').read_text('utf-8')


def statements(text):
    """The statements of a program, without its docstrings, in the order of their lines."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    nodes = [node for node in nodes if not is_docstring(node)]
    return sorted(nodes, key=lambda node: node.lineno)


def is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def article_text_in(lines, number):
    """The article's statement in the mark of this line, or in the next line, if it does not fit."""
    after = lines[number].split('was:')[1].strip()
    return after or lines[number + 1].strip(' #')


def marks_undone(text):
    """The program with each marked statement replaced by what its mark says, and without those that
    are marked as added, and without docstrings."""
    lines = text.splitlines()
    dropped = [node for node in ast.walk(ast.parse(text)) if is_docstring(node)]
    articles = {}  # from a statement to what stood there in the article
    for number, line in enumerate(lines):
        following = [node for node in statements(text) if node.lineno > number + 1]
        added = re.match(r' *# 新增(?: (\d+) 条 · (\d+)| ·) added:', line)
        if added:
            assert added[1] == added[2], 'the Chinese says another number than the English'
            dropped += following[: int(added[1] or 1)]
        if re.match(' *# 原为 · was:', line):
            articles[following[0]] = article_text_in(lines, number)
            assert articles[following[0]] != ast.unparse(following[0]), 'nothing is replaced here'
    for node in [*dropped, *articles]:
        lines[node.lineno - 1 : node.end_lineno] = [''] * (node.end_lineno - node.lineno + 1)
    for node, article in articles.items():
        lines[node.lineno - 1] = ' ' * node.col_offset + article
    return '\n'.join(lines)


def comments_as_statements(text):
    """The program with each of the article's comments, which have Chinese and no mark, as a string
    in the same place, without our English."""
    theirs = re.compile(r'^( *)# (?!原为|新增|注)[- ]*(.*[一-鿿].*?)(?: · .*)?$', re.MULTILINE)
    return theirs.sub(r"\1'\2'", text)


def test_with_its_marks_undone_it_is_the_articles_listing_with_its_comments():
    undone = comments_as_statements(marks_undone(TEXT))
    listing = comments_as_statements(LISTING)
    assert len(re.findall("^ *'", listing, re.MULTILINE)) > 10
    assert ast.unparse(ast.parse(undone)) == ast.unparse(ast.parse(listing))


def test_it_imports_nothing_but_os_and_the_libraries_of_the_article():
    packages = set()
    for node in ast.walk(ast.parse(TEXT)):
        if isinstance(node, ast.ImportFrom):
            packages.add(node.module.split('.')[0])
        if isinstance(node, ast.Import):
            packages |= {name.name.split('.')[0] for name in node.names}
    assert packages == {'os', 'numpy', 'pandas', 'matplotlib', 'keras'}
