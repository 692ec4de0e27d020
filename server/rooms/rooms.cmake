# The rooms, in the order they join. USES names the rooms whose public.hpp may be included.
xiuhua_room(access)
xiuhua_room(policy USES access)
xiuhua_room(registry USES access)
xiuhua_room(documents USES registry)
xiuhua_room(isolation USES access registry documents)
xiuhua_room(privacy USES access registry documents isolation)
xiuhua_room(tracking USES access registry documents isolation privacy)
xiuhua_room(operation)
