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


def marks_undone(text):
    """The program with each marked statement replaced by what its mark says, and without those that
    are marked as added, and without docstrings."""
    lines = text.splitlines()
    replaced = {}  # from the first line of a statement, counted from 0, to the article's text
    dropped = [node for node in ast.walk(ast.parse(text)) if is_docstring(node)]
    for number, line in enumerate(lines):
        following = [node for node in statements(text) if node.lineno > number + 1]
        if re.match(' *# 原为 · was:', line):
            article = line.split('was:')[1].strip() or lines[number + 1].strip(' #')
            assert article != ast.unparse(following[0]), "a mark at what is the article's"
            replaced[following[0].lineno - 1] = article
            dropped.append(following[0])
        added = re.match(r' *# 新增(?: (\d+) 条 · (\d+)| ·) added:', line)
        if added:
            assert added[1] == added[2], 'the Chinese says another number than the English'
            dropped += following[: int(added[1] or 1)]
    kept = lines.copy()
    for node in dropped:
        for number in range(node.lineno - 1, node.end_lineno):
            kept[number] = ''
    for number, article in replaced.items():
        indent = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
        kept[number] = indent + article
    return '\n'.join(kept)


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
