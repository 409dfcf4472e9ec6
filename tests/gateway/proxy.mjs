// The wire between the bot and its gateway, with a hand on it: every fault of a network that a test asks for.
import net from 'node:net'

export class Wire {
  #pairs = new Set()
  #server = null
  #refusing = false
  #dead = false
  #delay = 0

  constructor (upstreamPort) {
    this.upstreamPort = upstreamPort
  }

  async open (port = 0) {
    this.#server = net.createServer({ noDelay: true }, socket => this.#accept(socket))
    await new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', resolve)
    })
    return this.#server.address().port
  }

  close () {
    this.#server.close()
    this.cut()
  }

  /** Breaks every connection, the gateway's end first so that it is done with it when the client comes back. */
  cut () {
    for (const { near, far } of this.#pairs) {
      far.destroy()
      setTimeout(() => near.destroy(), 50)
    }
    this.#pairs.clear()
  }

  /** Breaks every connection and each new one at once. */
  refuse () {
    this.#refusing = true
    this.cut()
  }

  /** Nothing passes any more, nobody is told: old connections stay open, new ones are taken and never answered. */
  blackhole () {
    this.#dead = true
    for (const pair of this.#pairs) this.#deafen(pair)
  }

  /** New connections work again. Those of a black hole stay dead, and the gateway keeps its end of them. */
  heal () {
    this.#dead = false
    this.#refusing = false
    this.#delay = 0
  }

  /** Every piece of data travels `ms` longer, each way. */
  delay (ms) {
    this.#delay = ms
  }

  #deafen (pair) {
    pair.dead = true
    pair.near.removeAllListeners('data').on('data', () => {})
    pair.far?.removeAllListeners('data').on('data', () => {})
  }

  #accept (near) {
    near.on('error', () => {})
    if (this.#refusing) return near.destroy()
    if (this.#dead) return near.on('data', () => {})
    const far = net.connect({ port: this.upstreamPort, host: '127.0.0.1', noDelay: true })
    const pair = { near, far, dead: false }
    this.#pairs.add(pair)
    far.on('error', () => {})
    this.#pass(pair, near, far)
    this.#pass(pair, far, near)
  }

  #pass (pair, from, to) {
    const later = work => (this.#delay > 0 ? setTimeout(work, this.#delay) : work())
    from.on('data', data => later(() => pair.dead || to.write(data)))
    from.on('close', () => later(() => {
      if (pair.dead || !this.#pairs.has(pair)) return
      to.destroy()
      this.#pairs.delete(pair)
    }))
  }
}
