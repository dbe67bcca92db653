import { KnownRoutes } from './known-routes.js';

describe('the methods that there are at a path', () => {
  const routes = new KnownRoutes();
  routes.add('GET', '/api/v1/hotels');
  routes.add(['POST'], '/api/v1/hotels');
  routes.add('GET', '/api/v1/hotels/:hotelId');
  routes.add('OPTIONS', '*');
  routes.add('GET', '/docs/*');

  it.each([
    ['/api/v1/hotels', ['GET', 'POST']],
    ['/api/v1/hotels?city=Lisboa', ['GET', 'POST']],
    ['/api/v1/hotels/7', ['GET']],
    ['/api/v1/hotels/', []],
    ['/api/v1/hotels/7/rooms', []],
    ['/api/v1/Hotels', []],
    ['/docs/anything', []],
    ['/', []],
  ])('at %s are %j', (url, methods) => expect(routes.methodsAt(url)).toEqual(methods));
});
