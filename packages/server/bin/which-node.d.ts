export declare const NEEDED: number

export declare const whichNode: (found: {
  readonly version: string
  readonly bundled: string | undefined
}) =>
  | { readonly kind: 'this' }
  | { readonly kind: 'other'; readonly path: string }
  | { readonly kind: 'none'; readonly cure: string }
