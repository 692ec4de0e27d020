// What the contract says of each route, as types: places, question, body, answer.
import type { components, paths } from './contract'

/** A described struct of the server, by its name in the contract. */
export type Schema = components['schemas']

type Method = 'get' | 'post' | 'put'
type Operation<R extends keyof paths, M extends Method> = paths[R][M]
type Json<C> = C extends { 'application/json': infer T } ? T : never
type Content<R extends keyof paths, M extends Method> =
  Operation<R, M> extends { responses: { 200: { content: infer C } } } ? C : never
type Accepts<R extends keyof paths> =
  Operation<R, 'post'> extends { requestBody: { content: infer C } } ? C : never

/** What a route answers; nothing at all for those that only act. */
export type AnswerOf<R extends keyof paths, M extends Method = 'get'> = [Content<R, M>] extends [
  never,
]
  ? void
  : Json<Content<R, M>>
export type BodyOf<R extends keyof paths> = Json<Accepts<R>>
export type PutBodyOf<R extends keyof paths> =
  Operation<R, 'put'> extends { requestBody: { content: infer C } } ? Json<C> : never
/** What may be asked of a list. */
export type QueryOf<R extends keyof paths, M extends Method = 'get'> =
  Operation<R, M> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never

type Routes<Kind> = { [R in keyof paths]: Kind extends 'file' ? IfFile<R> : IfJson<R> }[keyof paths]
type IfFile<R extends keyof paths> = paths[R] extends { get: object }
  ? [Json<Content<R, 'get'>>] extends [never]
    ? R
    : never
  : never
type IfJson<R extends keyof paths> = paths[R] extends { get: object }
  ? [Json<Content<R, 'get'>>] extends [never]
    ? never
    : R
  : never
/** Answered by a file rather than by JSON. */
export type FileRoute = Routes<'file'>
export type GetRoute = Routes<'json'>
export type UploadRoute = {
  [R in keyof paths]: [Accepts<R>] extends [never]
    ? never
    : Accepts<R> extends { 'application/octet-stream': unknown }
      ? R
      : never
}[keyof paths]
export type PostRoute = Exclude<
  { [R in keyof paths]: paths[R] extends { post: object } ? R : never }[keyof paths],
  UploadRoute
>

export type PutRoute = {
  [R in keyof paths]: paths[R] extends { put: object } ? R : never
}[keyof paths]

type Places<R extends keyof paths, M extends Method> =
  Operation<R, M> extends { parameters: { path: infer P extends object } } ? { path: P } : object
type Question<R extends keyof paths, M extends Method> = [QueryOf<R, M>] extends [never]
  ? object
  : Operation<R, M> extends { parameters: { query: object } }
    ? { query: QueryOf<R, M> }
    : { query?: QueryOf<R, M> }
type Body<R extends keyof paths, M extends Method> = M extends 'get'
  ? object
  : M extends 'put'
    ? { body: PutBodyOf<R> }
    : [BodyOf<R>] extends [never]
      ? object
      : { body: BodyOf<R> }
type Given<R extends keyof paths, M extends Method> = Places<R, M> &
  Question<R, M> &
  Body<R, M> &
  (M extends 'get' ? { signal?: AbortSignal } : { idempotencyKey?: string })

/** The rest of a call: may be left away where the route needs nothing. */
export type Call<R extends keyof paths, M extends Method> =
  object extends Given<R, M> ? [call?: Given<R, M>] : [call: Given<R, M>]

/** A choice's every word, in the order people are shown; a word left out or unknown does not compile. */
export const everyOf =
  <T extends string>() =>
  <const L extends readonly T[]>(
    list: [T] extends [L[number]] ? L : [`missing: ${Exclude<T, L[number]>}`],
  ) =>
    list as L
