"""How people name those who are near them, folded: the one table for all who listen for somebody else.

Each is a piece of a pattern, in French and English, and stands between word boundaries.
"""

CHILDREN = (
    r"(?:fils|filles?|enfants?|bebes?|gamine?s?|gosses?|garcons?|jumeaux|jumelles?|nourrisson|sons?|daughters?|child(?:ren)?|"
    r"kids?|baby|babies|toddler|boys?|girls?|twins)"
)
SPOUSE = r"(?:mari|femme|epouse|epoux|conjointe?|compagn\w+|concubine?|copine?|husband|wife|partner|spouse)"
ADULTS = (
    rf"(?:{SPOUSE}|mere|pere|parents|maman|papa|grand (?:mere|pere)|grands parents|mam[iy]e?|pap[iy]|meme|pepe|tante|"
    r"oncle|voisine?|amie?|copain|collegue|beau pere|belle mere|mother|father|mum|mom|dad|parents|nan|aunt|"
    r"gran(?:ny|nie|d?ma|d?pa|d?dad|dmother|dfather|dparents)?|uncle|neighbou?r|friend|colleague)"
)
"""One adult each; parents are two, and count as one."""
SIBLINGS = r"(?:freres?|soeurs?|cousine?s?|nieces?|neveux?|brothers?|sisters?|nephews?|cousins?)"
_SEVERAL = r"(?:voisine?s|amie?s|collegues|copains|copines|neighbou?rs|friends|colleagues|mates?)"
KIN = rf"(?:{ADULTS}|{CHILDREN}|{SIBLINGS}|{_SEVERAL})"
