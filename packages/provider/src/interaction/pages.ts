import type { Display, Interaction, ResponseMode } from '@gryphon/protocol'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import type { Client } from '../model/client.ts'
import type { Resource } from '../model/resource.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Session } from '../model/session.ts'
import type { Tenant } from '../model/tenant.ts'

/**
 * An authorization request that waits for a person. The engine has opened and checked the ticket (it is this tenant's, not
 * expired, and on POST it belongs to this browser, which is the protection against CSRF). Each of its verbs is final: it
 * returns the answer to send. Nothing is written but the session (`signIn`) and the consent (`allow`).
 */
export interface PendingInteraction {
  readonly tenant: Tenant
  /** What is needed next; on POST, compare with the form that was sent. `undefined`: nothing more, the person came back to a finished page. */
  readonly prompt: Interaction | undefined
  /** Where the page's forms post to: the path of this interaction, relative to the host. */
  readonly action: string
  /** The hidden field that every form must carry: name and value. */
  readonly hidden: { readonly name: string; readonly value: string }
  /** What `form-action` of the page's CSP must allow beside `'self'`: the origin or scheme of the redirect_uri (PITFALLS 17). */
  readonly form_action: string
  readonly client: Client
  /** Host of the redirect_uri, to show beside the client's name. */
  readonly redirect_host: string
  readonly response_mode: ResponseMode
  /** What the client asks for and may have, this person's earlier consent still included. */
  readonly scope: readonly string[]
  /** What of it this person has not yet allowed this client: the consent page lists these first. */
  readonly new_scope: readonly string[]
  readonly resources: readonly Resource[]
  /** Those of them that this person has not yet allowed this client, or not wholly: each with its new permissions alone. */
  readonly new_resources: readonly Resource[]
  readonly login_hint: string | undefined
  /** Languages that the person prefers, best first: `ui_locales`, then the browser's (BCP 47). */
  readonly ui_locales: readonly string[]
  readonly display: Display
  /** Claims asked for by name (Core §5.5) that the scope does not cover: the consent page lists them. */
  readonly asked_claims: readonly string[]
  /** What of them this person has not yet allowed this client. */
  readonly new_claims: readonly string[]
  /** Who is signed in with this browser, if anyone. */
  readonly session: Session | undefined
  /**
   * Whether this person has signed in with this browser before, as far as the browser remembers. It proves nobody's identity;
   * it lets the pages slow down others without locking out the person.
   */
  readonly isKnownBrowser: (sub: string) => boolean
  readonly request_id: string
  readonly now: Seconds

  /** The person has proved who they are: starts a session (a new id, always) and goes on. */
  signIn(who: {
    readonly sub: string
    readonly acr?: string
    readonly amr?: readonly string[]
    /** How long the session lasts, in seconds; the provider's own setting when absent. */
    readonly lifetime?: Seconds
  }): Promise<HttpResponse>
  /** The person goes on as who is signed in (`select_account`). */
  chooseAccount(): Promise<HttpResponse>
  /** The person wants to sign in as someone else: the sign-in page follows, whoever is signed in. */
  useAnotherAccount(): Promise<HttpResponse>
  /** The person allows what was asked for: it is remembered, and the flow goes on. */
  allow(): Promise<HttpResponse>
  /** The person says no: the client is told `access_denied`. */
  deny(): Promise<HttpResponse>
  /** Goes on with the flow, as after any step (for `prompt` `undefined`: the button "continue"). */
  proceed(): Promise<HttpResponse>
}

/** The pages of a provider: the four things it must say to a person. A GET shows the page, a POST acts on what was entered. */
export interface Pages {
  interact(
    interaction: PendingInteraction,
    request: HttpRequest,
    form: ReadonlyMap<string, string>,
  ): Promise<HttpResponse>
  /** Asks whether the person wants to sign out, or says that they are signed out (RP-Initiated Logout §2, §3). */
  signOut(page: SignOutPage): Promise<HttpResponse>
  /** A refusal that cannot be sent to a client: the request is not to be trusted, or the ticket is. */
  error(page: ErrorPage): HttpResponse
}

/** What an error page says. */
export interface ErrorPage {
  readonly status: number
  /**
   * `expired`: the ticket ran out, `restart` starts anew. `damaged`: the page's address is not whole. `refused`: the request
   * cannot be answered. `fault`: ours.
   */
  readonly kind: 'refused' | 'damaged' | 'expired' | 'fault'
  readonly error: string
  readonly description: string
  /** For the operator's log. */
  readonly request_id: string
  readonly tenant: Tenant | undefined
  readonly client: Client | undefined
  /** Languages that the person prefers, best first (BCP 47). */
  readonly ui_locales: readonly string[]
  /** Where one click starts the flow anew. */
  readonly restart: string | undefined
}

/** What the sign-out pages say. Their headers are the pages' own, but `frame-src` must allow `frames`. */
export interface SignOutPage {
  /**
   * `ask`: a form that posts `hidden` to `action`, with `action` (`sign_out` or `stay`) and, for every session of the person,
   * `everywhere=1`. `done`: it happened. `stayed`: the person chose not to.
   */
  readonly kind: 'ask' | 'done' | 'stayed'
  readonly tenant: Tenant
  readonly client: Client | undefined
  readonly session: Session | undefined
  readonly action: string
  readonly hidden: { readonly name: string; readonly value: string }
  /** Addresses to load in hidden iframes: the clients' front-channel logout (Front-Channel Logout §2). */
  readonly frames: readonly string[]
  /** Where the person goes on to, once the frames are loaded. On `ask` too, so that the form may lead there in the end (PITFALLS 17). */
  readonly next: string | undefined
  /** How they go on from `done`: by itself after a moment, with a link beside it; or by that link alone, for nobody vouches for it. */
  readonly onward: 'by_itself' | 'by_link'
  readonly ui_locales: readonly string[]
  readonly request_id: string
}
