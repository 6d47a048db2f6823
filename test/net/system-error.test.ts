// Errors as Node words them: message, code, number and fields.
import { expect, test } from 'vitest'
import { addressInUse, checkPort, diskError, lookupError, networkError, nodeError } from '../../src/net/system-error.ts'

test.each([
  [networkError('ECONNREFUSED', 'connect', '10.0.0.1', 80), 'connect ECONNREFUSED 10.0.0.1:80', -111],
  [networkError('ECONNRESET', 'read'), 'read ECONNRESET', -104],
  [addressInUse('listen', '0.0.0.0', 80), 'listen EADDRINUSE: address already in use 0.0.0.0:80', -98],
  [addressInUse('bind', '0.0.0.0', 80), 'bind EADDRINUSE 0.0.0.0:80', -98],
  [lookupError('ENOTFOUND', 'getaddrinfo', 'nowhere'), 'getaddrinfo ENOTFOUND nowhere', -3008],
  [diskError('ENOENT', 'open', 'a.txt'), "ENOENT: no such file or directory, open 'a.txt'", -2],
  [diskError('EBADF', 'close'), 'EBADF: bad file descriptor, close', -9],
])('%s has the message and the number that Node gives', (error, message, errno) => {
  expect(error.message).toBe(message)
  expect(error).toMatchObject({ errno })
  expect(error.message).toContain(error.code)
})

test('fields that an error is not about are absent, not undefined', () => {
  expect(Object.keys(networkError('ECONNRESET', 'read'))).toEqual(['errno', 'code', 'syscall'])
  expect(networkError('ECONNREFUSED', 'connect', '10.0.0.1', 80)).toMatchObject({ address: '10.0.0.1', port: 80 })
  expect(diskError('ENOENT', 'open', 'a')).toMatchObject({ path: 'a', syscall: 'open' })
})

test('errors of Node itself have a code and no number', () => {
  const error = nodeError('ERR_SERVER_NOT_RUNNING')
  expect([error.message, error.code, 'errno' in error]).toEqual([
    'Server is not running.',
    'ERR_SERVER_NOT_RUNNING',
    false,
  ])
})

test('ports from 0 to 65535 are ports; 0 only where one may be picked', () => {
  for (const port of [0, 1, 65_535]) expect(() => checkPort(port)).not.toThrow()
  for (const port of [-1, 65_536, 1.5, Number.NaN]) expect(() => checkPort(port)).toThrow(RangeError)
  expect(() => checkPort(0, 'Port', false)).toThrow('Port should be > 0 and < 65536. Received 0.')
})
