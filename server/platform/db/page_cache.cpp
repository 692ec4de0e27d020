#include "platform/db/page_cache.hpp"

#include <sqlite3.h>

#include <memory>
#include <new>

namespace xiuhua::db {
namespace {

// Set once, before SQLite starts, which is before any thread of it.
sqlite3_pcache_methods2 own;

struct Cache {
    sqlite3_pcache* pages = nullptr;
    HighestPage highest;
};

Cache& cache_of(sqlite3_pcache* handle) {
    return *reinterpret_cast<Cache*>(handle);
}

sqlite3_pcache* create(int page_bytes, int extra_bytes, int purgeable) {
    std::unique_ptr<Cache> cache{new (std::nothrow) Cache};
    if (cache == nullptr) {
        return nullptr;
    }
    cache->pages = own.xCreate(page_bytes, extra_bytes, purgeable);
    return cache->pages == nullptr ? nullptr : reinterpret_cast<sqlite3_pcache*>(cache.release());
}

void set_size(sqlite3_pcache* handle, int pages) {
    own.xCachesize(cache_of(handle).pages, pages);
}

int count(sqlite3_pcache* handle) {
    return own.xPagecount(cache_of(handle).pages);
}

sqlite3_pcache_page* fetch(sqlite3_pcache* handle, unsigned page, int create_flag) {
    Cache& cache = cache_of(handle);
    sqlite3_pcache_page* found = own.xFetch(cache.pages, page, create_flag);
    if (create_flag != 0 && found != nullptr) {
        cache.highest.added(page);
    }
    return found;
}

void unpin(sqlite3_pcache* handle, sqlite3_pcache_page* page, int discard) {
    own.xUnpin(cache_of(handle).pages, page, discard);
}

void rekey(sqlite3_pcache* handle, sqlite3_pcache_page* page, unsigned from, unsigned to) {
    Cache& cache = cache_of(handle);
    own.xRekey(cache.pages, page, from, to);
    cache.highest.moved(from, to);
}

void truncate(sqlite3_pcache* handle, unsigned first) {
    Cache& cache = cache_of(handle);
    if (cache.highest.reaches(first)) {
        own.xTruncate(cache.pages, first);
        cache.highest.cut(first);
    }
}

void destroy(sqlite3_pcache* handle) {
    const std::unique_ptr<Cache> cache{&cache_of(handle)};
    own.xDestroy(cache->pages);
}

void shrink(sqlite3_pcache* handle) {
    own.xShrink(cache_of(handle).pages);
}

bool install() {
    if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &own) != SQLITE_OK) {
        return false;
    }
    sqlite3_pcache_methods2 ours = own;  // Its start and end stay SQLite's.
    ours.xCreate = create;
    ours.xCachesize = set_size;
    ours.xPagecount = count;
    ours.xFetch = fetch;
    ours.xUnpin = unpin;
    ours.xRekey = rekey;
    ours.xTruncate = truncate;
    ours.xDestroy = destroy;
    ours.xShrink = shrink;
    return sqlite3_config(SQLITE_CONFIG_PCACHE2, &ours) == SQLITE_OK;
}

}  // namespace

void use_page_cache() {
    [[maybe_unused]] static const bool installed = install();
}

}  // namespace xiuhua::db
