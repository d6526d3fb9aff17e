import {
  isArrowFunction,
  isAwaitExpression,
  isBinaryExpression,
  isBlock,
  isCallExpression,
  isConditionalExpression,
  isExpressionStatement,
  isIfStatement,
  isNewExpression,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isRegularExpressionLiteral,
  isReturnStatement,
  isStringLiteral,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'

/** A part of a node, and what it becomes. */
export interface Change {
  readonly of: Node
  readonly to: string
}

/** A kind of small mistake: the changes that make it at a node. */
export interface Operator {
  readonly name: string
  changesOf(node: Node, text: (node: Node) => string): readonly Change[]
}

/** What an operator may be mistaken for. */
// biome-ignore format: a table
const MISTAKEN: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<':   ['<=', '>='],
  '<=':  ['<', '>'],
  '>':   ['>=', '<='],
  '>=':  ['>', '<'],
  '&&':  ['||'],
  '||':  ['&&'],
  '??':  ['&&'],
  '+':   ['-'],
  '-':   ['+'],
  '*':   ['/'],
  '/':   ['*'],
}

/** What a method may be mistaken for; `undefined` where it may be forgotten, so that its object stands for its answer. */
// biome-ignore format: a table
const METHODS: Readonly<Record<string, string | undefined>> = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  min: 'max',
  max: 'min',
  filter: undefined,
  sort: undefined,
  slice: undefined,
  subarray: undefined,
  trim: undefined,
  replaceAll: undefined,
  toLowerCase: undefined,
}

/** Methods whose string argument decides something. */
const DECIDING = ['includes', 'startsWith', 'endsWith', 'has', 'get', 'split', 'join', 'test']

const isEquality = (node: Node) =>
  isBinaryExpression(node) && ['===', '!=='].includes(node.operatorToken.getText())

const isDecidingCall = (node: Node) =>
  isCallExpression(node) &&
  isPropertyAccessExpression(node.expression) &&
  DECIDING.includes(node.expression.name.getText())

/** The error code of a refusal is its first argument; what it says after that is for people. */
const isErrorCode = (node: Node) =>
  isNewExpression(node.parent) && node.parent.arguments?.[0] === node

const other = (text: string) => (text.length > 2 ? "''" : "'mutant'")

/** Every kind of mistake that is tried. */
export const OPERATORS: readonly Operator[] = [
  {
    name: 'operator',
    changesOf: (node, text) =>
      isBinaryExpression(node)
        ? (MISTAKEN[text(node.operatorToken)] ?? []).map((to) => ({ of: node.operatorToken, to }))
        : [],
  },
  {
    name: 'negation',
    changesOf: (node, text) =>
      isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken
        ? [{ of: node, to: text(node.operand) }]
        : [],
  },
  {
    name: 'boolean',
    changesOf: (node) => {
      if (node.kind === SyntaxKind.TrueKeyword) return [{ of: node, to: 'false' }]
      return node.kind === SyntaxKind.FalseKeyword ? [{ of: node, to: 'true' }] : []
    },
  },
  {
    name: 'condition',
    changesOf: (node) => {
      const condition = isConditionalExpression(node)
        ? node.condition
        : isIfStatement(node)
          ? node.expression
          : undefined
      return condition === undefined ? [] : ['true', 'false'].map((to) => ({ of: condition, to }))
    },
  },
  {
    name: 'string',
    changesOf: (node, text) =>
      isStringLiteral(node) &&
      (isEquality(node.parent) || isDecidingCall(node.parent) || isErrorCode(node))
        ? [{ of: node, to: other(text(node)) }]
        : [],
  },
  {
    name: 'return undefined',
    changesOf: (node, text) => {
      const returned = isReturnStatement(node)
        ? node.expression
        : isArrowFunction(node) && !isBlock(node.body)
          ? node.body
          : undefined
      return returned === undefined || text(returned) === 'undefined'
        ? []
        : [{ of: returned, to: 'undefined' }]
    },
  },
  {
    name: 'forgotten call',
    changesOf: (node) =>
      isExpressionStatement(node) &&
      (isCallExpression(node.expression) || isAwaitExpression(node.expression))
        ? [{ of: node, to: ';' }]
        : [],
  },
  {
    name: 'method',
    changesOf: (node, text) => {
      if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression)) return []
      const { name, expression } = node.expression
      if (!Object.hasOwn(METHODS, text(name))) return []
      const mistaken = METHODS[text(name)]
      return mistaken === undefined
        ? [{ of: node, to: text(expression) }]
        : [{ of: name, to: mistaken }]
    },
  },
  {
    name: 'pattern',
    changesOf: (node, text) => {
      if (!isRegularExpressionLiteral(node)) return []
      const pattern = text(node)
      return [pattern.replace(/^\/\^/, '/'), pattern.replace(/\$(\/[a-z]*)$/, '$1')]
        .filter((to) => to !== pattern)
        .map((to) => ({ of: node, to }))
    },
  },
]
