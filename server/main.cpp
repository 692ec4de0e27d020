#include <cstdio>

int main() {
    std::puts("xiuhua " XIUHUA_VERSION);
}
