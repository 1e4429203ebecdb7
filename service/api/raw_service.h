// A generated service whose methods take and give bytes.
#pragma once

namespace heng::api {

// Raw<Service, A, B> is A<B<Service>>: each A is a Service::WithRawCallbackMethod_….
template <typename Service, template <typename> class... Methods>
struct RawOf {
  using Type = Service;
};
template <typename Service, template <typename> class First, template <typename> class... Rest>
struct RawOf<Service, First, Rest...> {
  using Type = First<typename RawOf<Service, Rest...>::Type>;
};
template <typename Service, template <typename> class... Methods>
using Raw = typename RawOf<Service, Methods...>::Type;

}  // namespace heng::api
