import { trustedAddresses } from './trusted-addresses.js';

describe('the proxies in front', () => {
  const isProxy = trustedAddresses(['10.1.0.0/16', '203.0.113.7', 'loopback', '2001:db8::/32', 'uniquelocal']);

  it.each(['10.1.2.3', '203.0.113.7', '127.0.0.1', '::1', '2001:db8:1::1', '192.168.1.1', '::ffff:203.0.113.7'])(
    'are %s',
    (address) => expect(isProxy(address)).toBe(true),
  );
  it.each(['11.1.2.3', '203.0.113.8', '2001:db9::1', '', '::ffff:203.0.113.8'])('are not %s', (address) =>
    expect(isProxy(address)).toBe(false),
  );
  it('are none unless they are named', () => expect(trustedAddresses([])('127.0.0.1')).toBe(false));
});
