// What hengd tells systemd (Type=notify), so that `systemctl start` returns when it serves and not before.
#pragma once

#include <string_view>

namespace heng {

// Sends `state`, such as "READY=1", to the socket that the variable NOTIFY_SOCKET names. False: there is none (hengd
// was not started by systemd), or it does not take it; systemd notices by itself and says so, hengd has nothing to do.
bool NotifyManager(std::string_view state);

}  // namespace heng
