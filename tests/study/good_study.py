"""A small study that touches every table, has no error or warning, and plans well: broken ones are made from it.

Ore comes by rail from an inland mine and by sea from overseas; two smelters make metal and slag of it, a third may be
built at the harbour; a works at the park may make cells, for which it also needs a boiler; cells hold MWh that a
town asks for. Every figure has its like in another row, so that a slip in one can be seen.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from punos.study.study import Study

SETTINGS: dict[str, dict[str, Any]] = {
    "study": {"name": "good", "currency": "EUR", "mass_unit": "t", "goal": "cost"},
    "time": {"price_year": 2025, "base_year": 2025, "discount_rate": 0.06, "capital": "overnight"},
    "policies": {"off": ["home_metal"]},
    "solver": {"gap": 0.0001, "threads": 1},
}

TEXT: dict[str, str] = {
    "periods": """
period,name,start,years,weight
2025,Now,2025,2,1.83
2027,Soon,2027,3,
2030,Later,2030,5,
""",
    "slices": """
slice,name,name_fi,name_sv,share,order
winter,Winter,Talvi,Vinter,0.4,1
summer,Summer,Kesä,Sommar,0.6,2
""",
    "places": """
place,name,name_fi,name_sv,kind,country,region,lat,lon,area_ha,transit,tag_coast,population,resident_share,wage,income_tax,corporate_tax,note
mine,Mine,Kaivos,Gruva,mine,FI,kainuu,64.1,28.4,,,,,,,,,
harbour,Harbour,Satama,Hamn,port,FI,ostrobothnia,63.86,23.03,150,yes,yes,24000,0.7,50000,0.07,0.05,
park,Industrial park,Puisto,Park,park,FI,ostrobothnia,63.83,23.13,40,yes,yes,48000,0.84,50000,0.08,0.05,
town,Town,Kaupunki,Stad,city,FI,uusimaa,60.17,24.94,120,no,yes,660000,,,,,"Goods for the town, not through it"
overseas,Overseas,Ulkomaat,Utlandet,gateway,NL,,51.95,4.14,,,,,,,,,
""",
    "commodities": """
commodity,name,unit,kind,mass,disposal_cost,stage,balance
ore,Ore,t,material,1,,mine,year
scrap,Scrap,t,material,1,,recycling,year
metal,Metal,t,product,1,,refining,year
slag,Slag,t,by-product,1,12,refining,year
dust,Dust,t,waste,1,20,refining,year
cell,Cells,t,product,1,,cells,year
power,Electricity,MWh,utility,,,,
energy,Storage,MWh,service,,,,year
""",
    "contents": """
commodity,attribute,quantity
cell,energy,0.25
""",
    "technologies": """
technology,period,plant,name,unit,capex,fixed_capex,block,min_capacity,max_capacity,fixed_om,open_om,lifetime,build_years,availability,area_ha
smelter,,,Smelter,t/a,900,2000000,,5000,60000,30,100000,25,2,0.92,0.0005
smelter,2030,,,,850,,,,,,,,,,
smelter,,harbour_smelter,,,,,,,,28,,,,,
works,,,Cell works,t/a,,,,,,180,,15,1,0.9,0.001
boiler,,,Boiler,MWh/a,150,,1000,1000,50000,4,,20,1,0.95,0.0001
""",
    "capex_curve": """
technology,capacity,capex
works,0,5000000
works,10000,35000000
works,30000,80000000
""",
    "processes": """
process,period,plant,name,technology,capacity_use,variable_cost
smelting,,,Smelting,smelter,1,60
smelting,,old_smelter,,,1.1,75
remelting,,,Remelting,smelter,0.8,45
cell_making,,,Cell making,works,1,90
""",
    "uses": """
process,slice,technology,capacity_use
cell_making,,boiler,1.5
cell_making,winter,boiler,1.7
""",
    "conversions": """
technology_from,technology_to,period,cost,fixed_cost,yield,whole
smelter,works,,250,400000,0.4,
smelter,works,2030,230,,,
""",
    "flows": """
process,period,plant,commodity,quantity
smelting,,,ore,-2.1
smelting,,,power,-3
smelting,,,metal,1
smelting,,,slag,0.9
smelting,2030,,power,-2.8
remelting,,,scrap,-1.1
remelting,,,power,-0.9
remelting,,,metal,1
remelting,,,dust,0.05
cell_making,,,metal,-1.05
cell_making,,,power,-4
cell_making,,,cell,1
""",
    "plants": """
plant,period,name,place,technology,operator,status,capacity,opened,closes,closable,expandable,earliest,min_build,max_build,max_capacity,capex_factor,restart_cost
park_smelter,,Park smelter,park,smelter,norsk,operating,30000,2005,2045,yes,yes,2027,,20000,50000,1.05,
old_smelter,,Old smelter,park,smelter,norsk,idle,15000,1995,2035,,,,,,,,1500000
harbour_smelter,,Harbour smelter,harbour,smelter,city,candidate,,,,,,2027,,40000,40000,0.95,
harbour_smelter,2030,,,,,,,,,,,,,35000,,,
park_works,,Cell works,park,works,volt,candidate,,,,,,2027,,25000,30000,,
park_boiler,,Boiler,park,boiler,city,operating,60000,2010,2050,,,,,,,,
new_smelter,,New smelter,harbour,smelter,volt,committed,10000,2027,2050,,,,,,,,
dream,,Dream,town,smelter,,cancelled,20000,,,,,,,,,,
""",
    "modes": """
mode,name,cost_per_tkm,payload
road,Road,0.09,38
rail,Rail,0.035,1500
sea,Sea,0.012,
""",
    "terminals": """
place,mode,handling_cost,capacity,capex
mine,rail,3,400000,
park,rail,3.5,500000,
harbour,rail,3,300000,2500000
harbour,sea,6,800000,
overseas,sea,5,,
""",
    "routes": """
route,period,name,from,to,mode,commodity,distance_km,capacity,cost,loss,both_ways,capex,opens,lifetime,operator
mine_park,,Ore line,mine,park,rail,,330,250000,,0.002,yes,,,,state
park_harbour_rail,,Spur,park,harbour,rail,,7,200000,0.4,,yes,3000000,2027,40,city
park_harbour,,Street,park,harbour,road,,7,,,,yes,,,,city
park_town,,Highway,park,town,road,,480,100000,40,,,,,,
park_town,2030,,,,,,,,38,,,,,,
harbour_overseas,,Ship,harbour,overseas,sea,,2100,,,,yes,,,,
scrap_road,,Scrap,town,park,road,scrap,480,50000,44,0.01,,,,,
""",
    "supplies": """
supply,period,name,commodity,place,origin,price,capacity,reserve,currency
ore_home,,Ore of the mine,ore,mine,FI,90,120000,1500000,
ore_home,2030,,,,,95,,,
ore_world,,Ore overseas,ore,overseas,CA,110,300000,,USD
ore_dear,,More ore,ore,overseas,AU,130,,,USD
scrap_town,,Scrap,scrap,town,FI,210,20000,,
scrap_world,,Scrap overseas,scrap,overseas,DE,260,40000,,
power_park,,Power,power,park,FI,45,,,
power_harbour,,Power,power,harbour,FI,47,900000,,
metal_world,,Metal overseas,metal,overseas,CN,1450,,,USD
cell_world,,Cells overseas,cell,overseas,CN,9000,30000,,USD
""",
    "demands": """
demand,period,name,commodity,place,quantity,kind,price,shortfall_cost,currency
metal_town,,Metal for the town,metal,town,12000,must,,2500,
metal_town,2030,,,,14000,,,2600,
metal_harbour,,Metal for the yard,metal,harbour,5000,must,,,
metal_export,,Metal overseas,metal,overseas,40000,may,1050,,USD
metal_export_2,,Metal overseas,metal,overseas,30000,may,980,,USD
cell_export,,Cells overseas,cell,overseas,15000,may,5200,,
storage_town,,Storage,energy,town,2500,may,23000,,
storage_next,,Storage,energy,town,2000,may,21000,,
slag_road,,Slag for roads,slag,park,20000,may,2,,
""",
    "contracts": """
contract,name,seller,buyer,commodity,price
metal_to_cells,Metal in the park,park_smelter,park_works,metal,1080
""",
    "stocks": """
place,period,commodity,capacity,held_in,initial,loss,holding_cost,end_value,yearly
harbour,,metal,5000,,1000,0.02,4,150,
harbour,2030,metal,,,,,5,,
park,,metal,8000,,,,6,,
""",
    "impacts": """
impact,period,name,unit,price,cap
co2,,Carbon dioxide,t,70,900000
co2,2030,,,110,
jobs,,Jobs,person,,
salt,,Salt,t,,5000
""",
    "impact_caps": """
impact,place,period,cap
salt,park,,3000
salt,harbour,,2500
co2,park,,500000
""",
    "impact_factors": """
impact,of,key,quantity
co2,run,smelting,0.9
co2,run,remelting,0.2
co2,buy,power,0.05
co2,ship,road,0.00006
co2,ship,rail,0.00001
co2,discard,dust,0.5
jobs,capacity,smelter,0.004
jobs,capacity,park_works,0.006
jobs,build,boiler,0.001
salt,run,smelting,0.01
salt,sell,cell_export,0.01
""",
    "operators": """
operator,name,discount_rate,debt_share,interest,loan_years,repayment,vacancy,reserve,reserve_target,uplift
norsk,Norsk,0.08,,,,,,,,
volt,Volt,0.1,,,,,,,,
city,City,0.04,0.6,0.03,20,straight,0.1,0.05,5000000,0.02
state,State,0.03,,,,,,,,
""",
    "currencies": """
currency,period,rate
USD,,0.92
USD,2030,0.9
""",
    "policies": """
policy,period,name,rule,value,each,over,from,to
one_country,,No country above,"buy[commodity=ore, origin!=FI] <= value * use[commodity=ore]",0.8,origin,,2027,
one_country,2030,,,0.7,,,,
budget,,Money,spend[kind=capex] <= value,400000000,,horizon,,
home_metal,,Metal made here,use[commodity=metal] <= make[commodity=metal],,,,2027,2040
""",
    "objectives": """
objective,name,indicator,direction,baseline,target,year,owner
metal_here,Metal made here,make[commodity=metal],more,30000,60000,2028,city
ore_abroad,Ore from abroad,"buy[commodity=ore, origin!=FI] / use[commodity=ore]",less,0.6,0.5,2031,state
""",
    "actions": """
action,name,objective,owner,cost,from,to,status,scenario
metal_drive,Buyers for metal,metal_here,city,2500000,2026,2029,decided,more_metal
ore_drive,Ore at home,ore_abroad,state,400000,2027,2033,proposed,dear_ore
""",
    "criteria": """
criterion,name,framework,category,kind,sense,threshold,start,unit,basis,source,year
operator,A company runs the park,Good parks,management,prerequisite,yes_no,,,,read,Handbook,2021
contracts,Firms with a contract,Good parks,management,indicator,at_least,80,,%,recalled,Handbook,2021
landfill,Waste to landfill,Good parks,environment,indicator,at_most,50,100,%,read,Handbook,2021
density,Jobs a hectare,Good parks,land,figure,at_least,,,jobs/ha,assumed,Ours,2025
""",
    "practices": """
practice,place,name,criterion,applies,answer,observed,score,evidence,basis,source,year
operator,park,,operator,,yes,,,Park Ltd,read,Annual report,2024
operator,harbour,,operator,,partly,,,The port plans only,read,Annual report,2023
contracts,park,,contracts,,,64,,,read,Annual report,2024
landfill,park,,landfill,,,70,,,computed,Waste statistics,2023
landfill,harbour,,landfill,no,,,,No waste of its own,read,Annual report,2023
density,park,,density,,,12,,,computed,Land and jobs,2024
contracts,harbour,,contracts,,,,0.5,,read,Assessment,2023
district_heat,harbour,Heat to the town,,,yes,,,A pipe since 2015,read,Annual report,2024
district_heat,park,,,,no,,,,read,Annual report,2024
""",
    "changes": """
scenario,table,select,column,period,op,value
dear_ore,supplies,commodity=ore,price,,scale,1.5
dear_ore,supplies,supply=ore_world,capacity,,set,100000
more_metal,demands,demand=metal_export,quantity,2030,scale,1.4
no_works,plants,plant=park_works,active,,set,no
""",
    "observations": """
observation,name,indicator,year,value,low,high,basis,source,why
metal_made,Metal made,make[commodity=metal],2024,41000,38000,45000,read,Yearbook,
ore_share,Foreign ore,"buy[commodity=ore, origin!=FI] / buy[commodity=ore]",2024,0.4,0.3,0.5,computed,Customs,Old stocks
metal_price,Price of metal,"price[commodity=metal, place=park]",2024,1010,900,1200,read,Exchange,
""",
    "evidence": """
table,select,column,period,low,high,basis,source,year,confidential
technologies,technology=smelter,capex,,700,1200,read,Handbook,2023,
technologies,technology=smelter,fixed_capex,,1000000,3000000,assumed,,2025,
technologies,technology=smelter,open_om,,50000,200000,assumed,,2025,
technologies,technology=works,fixed_om,,100,300,assumed,,2025,
capex_curve,technology=works,capex,,4000000,90000000,recalled,,2024,
supplies,supply=metal_world,price,,1300,1600,read,Exchange,2025,
supplies,supply=scrap_town,price,,150,300,read,Exchange,2025,yes
supplies,commodity=power,price,2030,40,60,assumed,,2025,
demands,demand=cell_export,price,,4500,6000,assumed,,2025,
demands,demand=slag_road,price,,0,5,assumed,,2025,
demands,commodity=energy,quantity,,1500,3000,assumed,,2025,
flows,"process=smelting, commodity=ore",quantity,,-2.4,-1.9,computed,,2025,
flows,"process=smelting, commodity=power",quantity,,-4,-2,read,Handbook,2023,
impact_factors,"impact=co2, key=smelting",quantity,,0.7,1.2,read,Inventory,2024,
plants,plant=park_smelter,capacity,,25000,35000,read,Permit,2020,
routes,route=park_town,cost,,30,50,assumed,,2025,
currencies,currency=USD,rate,,0.8,1,read,Bank,2025,
""",
}


def files() -> dict[str, str]:
    """The study as a folder: names of files and their text."""
    return {"study.toml": toml(SETTINGS)} | {f"{name}.csv": text.lstrip("\n") for name, text in TEXT.items()}


def toml(settings: dict[str, dict[str, Any]]) -> str:
    """Settings as a TOML."""
    lines = []
    for section, keys in settings.items():
        lines.append(f"[{section}]")
        for key, value in keys.items():
            text = f'"{value}"' if isinstance(value, str) else str(value).replace("'", '"')
            lines.append(f"{key} = {text}")
    return "\n".join(lines) + "\n"


def cells(name: str) -> list[list[str]]:
    """A table as rows of cells, heading first."""
    return list(csv.reader(io.StringIO(TEXT[name].lstrip("\n"))))


def good(folder: Path) -> Study:
    """Write the study into a folder and load it."""
    import punos

    folder.mkdir()
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")
    return punos.load(folder)
